package dev.bowsprit.runtime.source.signature;

/** A signature that does not hold, or cannot be read; the message says why. */
public final class SignatureException extends Exception {

  private static final long serialVersionUID = 1L;

  /** A failure. */
  public SignatureException(String why) {
    super(why);
  }

  SignatureException(String why, Throwable cause) {
    super(why, cause);
  }
}
