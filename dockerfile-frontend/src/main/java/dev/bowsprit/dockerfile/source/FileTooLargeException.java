package dev.bowsprit.dockerfile.source;

/** A file is larger than frontends read. */
final class FileTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FileTooLargeException(String path, long limit) {
    super(path + " exceeds maximum allowed size of " + limit + " bytes");
  }
}
