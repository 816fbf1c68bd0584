package dev.bowsprit.dockerfile.source;

/** A policy of the host has replaced an image by another kind of source. */
final class NonImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String identifier;

  NonImageException(String reference, String identifier) {
    super("ref mutated by policy to non-image: docker-image://" + reference + " -> " + identifier);
    this.identifier = identifier;
  }

  String identifier() {
    return identifier;
  }
}
