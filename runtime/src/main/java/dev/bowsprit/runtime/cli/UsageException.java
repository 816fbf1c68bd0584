package dev.bowsprit.runtime.cli;

import org.jspecify.annotations.Nullable;

/** The command line is wrong; the message says how, for the one who typed it. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String hint;

  /** An error without a hint. */
  public UsageException(String message) {
    this(message, null);
  }

  /** An error with a hint at what may have been meant. */
  public UsageException(String message, @Nullable String hint) {
    super(message);
    this.hint = hint;
  }

  /** What may help. */
  @Nullable String hint() {
    return hint;
  }
}
