package dev.bowsprit.grammar;

/** A text whose variables cannot be replaced; the message is the official frontend's. */
public final class ExpansionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ExpansionException(String message) {
    super(message);
  }
}
