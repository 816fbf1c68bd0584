package dev.bowsprit.frontend.host;

/** A policy of the host has replaced an image by another kind of source. */
public final class NonImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String identifier;

  NonImageException(String reference, String identifier) {
    super("ref mutated by policy to non-image: docker-image://" + reference + " -> " + identifier);
    this.identifier = identifier;
  }

  /** What the policy put in its place: a source of LLB. */
  public String identifier() {
    return identifier;
  }
}
