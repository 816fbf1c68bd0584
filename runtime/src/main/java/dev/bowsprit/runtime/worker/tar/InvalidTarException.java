package dev.bowsprit.runtime.worker.tar;

import java.io.IOException;

/** Bytes that are no tar archive, or one of a kind that no layer may be. */
public final class InvalidTarException extends IOException {

  private static final long serialVersionUID = 1L;

  /** An exception with what is wrong. */
  public InvalidTarException(String message) {
    super(message);
  }

  /** An exception with what is wrong, and how that was found out. */
  public InvalidTarException(String message, Throwable cause) {
    super(message, cause);
  }
}
