package dev.bowsprit.grammar;

import java.util.Optional;

/**
 * One thing that is wrong with a Dockerfile.
 *
 * @param stage when the official frontend would find it
 * @param message what is wrong, in the official frontend's words, without its "dockerfile parse
 *     error" prefix and without the hint
 * @param range the text that is wrong
 * @param startLine the first of the lines that the official frontend names; 0 where it does (an
 *     error in a directive on the first line)
 * @param endLine the last of those lines
 * @param suggestion a name that may have been meant
 */
public record SyntaxError(
    Stage stage,
    String message,
    TextRange range,
    int startLine,
    int endLine,
    Optional<String> suggestion) {

  /**
   * The passes of the official frontend. Each runs over the whole file and stops at its first
   * error, so an error of a later line but an earlier pass comes first.
   */
  public enum Stage {
    /** Lines become instructions with arguments. */
    PARSE,
    /** Each instruction's flags and arguments are checked. */
    INSTRUCTION,
    /** Instructions are put into build stages, in step with {@link #INSTRUCTION}. */
    STRUCTURE
  }

  /** The same, that many lines further down. */
  public SyntaxError movedBy(int lines) {
    return lines == 0
        ? this
        : new SyntaxError(stage, message, range, startLine + lines, endLine + lines, suggestion);
  }

  /** The message with its hint: {@code unknown flag: --netwrk (did you mean network?)}. */
  public String messageWithHint() {
    return suggestion.map(s -> message + " (did you mean " + s + "?)").orElse(message);
  }

  /** The whole message as the official frontend words it for a Dockerfile. */
  public String officialMessage() {
    return stage == Stage.INSTRUCTION
        ? "dockerfile parse error on line " + startLine + ": " + messageWithHint()
        : messageWithHint();
  }
}
