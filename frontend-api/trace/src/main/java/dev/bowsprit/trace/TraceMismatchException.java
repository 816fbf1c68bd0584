package dev.bowsprit.trace;

/** A frontend asked something else than was recorded; the message names the line and the field. */
public final class TraceMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TraceMismatchException(String message) {
    super(message);
  }
}
