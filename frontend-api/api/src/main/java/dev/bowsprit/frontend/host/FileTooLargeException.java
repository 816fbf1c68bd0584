package dev.bowsprit.frontend.host;

/** A file is larger than it may be. */
public final class FileTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FileTooLargeException(String path, long limit) {
    super(path + " exceeds maximum allowed size of " + limit + " bytes");
  }
}
