package dev.bowsprit.frontend;

import dev.bowsprit.llb.SourceRange;
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
