package dev.bowsprit.runtime.worker.sys;

import java.nio.file.FileSystemException;

/** A system call that failed. Its message reads like Go's: {@code lchown /a: file exists}. */
public final class LinuxException extends FileSystemException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  LinuxException(String call, String subject, int errno) {
    super(subject, null, Errno.describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /** The error number. */
  public int errno() {
    return errno;
  }

  /** Whether this was the error. */
  public boolean is(Errno candidate) {
    return errno == candidate.number();
  }

  @Override
  public String getMessage() {
    String file = getFile();
    return file == null || file.isEmpty()
        ? call + ": " + getReason()
        : call + " " + file + ": " + getReason();
  }
}
