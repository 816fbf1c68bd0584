package dev.bowsprit.grammar;

/**
 * A piece of an instruction's arguments.
 *
 * @param text the value before expansion of variables. Line continuations and the comments between
 *     continued lines are gone. Quotes and escapes are kept, since expansion removes them, save in
 *     flags (which have lost them already) and in JSON arrays (which are decoded).
 * @param range where it stands, from its first to its last byte
 */
public record Word(String text, TextRange range) {
  @Override
  public String toString() {
    return text;
  }
}
