package dev.bowsprit.frontend.packaging;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A frontend cannot be packaged, or an image not be looked at; the message says why. */
public final class PackagingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String hint;

  /** A failure without a hint. */
  public PackagingException(String message) {
    this(message, null, null);
  }

  /** A failure with a hint at what may help. */
  public PackagingException(String message, String hint) {
    this(message, hint, null);
  }

  PackagingException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What may help. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
