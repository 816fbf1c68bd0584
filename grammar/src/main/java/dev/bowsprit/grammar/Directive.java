package dev.bowsprit.grammar;

/**
 * A parser directive at the head of a file: {@code # syntax=docker/dockerfile:1}.
 *
 * @param name in lower case: syntax, escape, check, or a dialect's
 * @param value without surrounding white space
 * @param line the line the official frontend names, from 1 (0 for the JSON form)
 * @param range the whole directive from its comment sign
 */
public record Directive(String name, Word value, int line, TextRange range) {
  /** The value up to its first blank: for syntax, the frontend image's reference. */
  public String reference() {
    int blank = value.text().indexOf(' ');
    return blank < 0 ? value.text() : value.text().substring(0, blank);
  }
}
