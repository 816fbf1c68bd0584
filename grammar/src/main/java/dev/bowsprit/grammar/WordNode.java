package dev.bowsprit.grammar;

import java.util.List;

/**
 * A part of a shell word. Ranges are byte offsets in the word's text. Substitutions nest without
 * limit: do not print, hash or compare nodes of texts that one does not trust.
 */
public sealed interface WordNode {
  TextRange range();

  /** Characters that stand for themselves; white space too. */
  record Literal(String text, TextRange range) implements WordNode {}

  /**
   * An escape character and what it escapes.
   *
   * @param character the character behind it; "" at the end of the text, and in double quotes where
   *     it escapes nothing and stands for itself
   */
  record Escape(String character, TextRange range) implements WordNode {}

  /** Text in single quotes. */
  record SingleQuoted(String text, TextRange range) implements WordNode {}

  /** Text in double quotes. */
  record DoubleQuoted(List<WordNode> parts, TextRange range) implements WordNode {}

  /** {@code $name}. */
  record Variable(String name, TextRange range) implements WordNode {}

  /**
   * <code>${name}</code> and its forms with an operator.
   *
   * @param operator what stands behind the name: "" or one of {@code - + ?} with or without a
   *     colon, {@code # ## % %% / //}, or one that does not exist
   * @param word the operator's word or pattern
   * @param replacement for {@code /} and {@code //}: the replacement
   */
  record Substitution(
      String name,
      String operator,
      List<WordNode> word,
      List<WordNode> replacement,
      TextRange range)
      implements WordNode {}

  /**
   * Two less-than signs and the blanks behind them: a here-document's opener keeps its delimiter.
   */
  record HeredocSign(String text, TextRange range) implements WordNode {}

  /**
   * A place where the text makes no sense; always the last node.
   *
   * @param atEnd whether the text's end is what is wrong
   */
  record Failure(String message, boolean atEnd, TextRange range) implements WordNode {}
}
