package dev.bowsprit.frontend;

import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.Collection;
import java.util.Optional;

/**
 * What a parser throws that knows the place but not the file: {@link SourceFile#parse} adds that.
 */
public final class SyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SourceRange range;
  private final String text;
  private final transient Optional<String> hint;

  /** Something wrong at a place. */
  public SyntaxException(SourceRange range, String text) {
    this(range, text, Optional.empty());
  }

  /** Something wrong at a place, and what may help. */
  public SyntaxException(SourceRange range, String text, Optional<String> hint) {
    super(text);
    this.range = range;
    this.text = text;
    this.hint = hint;
  }

  /**
   * A word that is none of those that are known here; the hint is the one most like it, if there is
   * one.
   *
   * @param kind what the words are, for instance {@code key}
   */
  public static SyntaxException unknown(
      SourceRange range, String kind, String word, Collection<String> known) {
    return new SyntaxException(
        range,
        "unknown " + kind + " " + Texts.quote(word),
        Suggestions.nearest(word, known).map(candidate -> "did you mean " + candidate + "?"));
  }

  /** The place. */
  public SourceRange range() {
    return range;
  }

  /** What is wrong. */
  public String text() {
    return text;
  }

  /** What may help. */
  public Optional<String> hint() {
    return hint;
  }
}
