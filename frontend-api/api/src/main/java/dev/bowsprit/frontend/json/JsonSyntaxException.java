package dev.bowsprit.frontend.json;

/** A text is no JSON; the message is the one that Go gives. */
public final class JsonSyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  JsonSyntaxException(String message) {
    super(message);
  }
}
