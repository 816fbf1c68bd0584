package dev.bowsprit.runtime.worker.tree;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * A failed operation on a file, named by its path inside the build: {@code lstat /x: no such file
 * or directory}. Hosts' paths say nothing to those who read it.
 */
public final class PathException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says that an operation failed on a path, and why. */
  public PathException(String operation, String path, String reason) {
    super(operation + " " + path + ": " + reason);
  }

  private PathException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure said in other words. */
  public static PathException because(String operation, String path, IOException cause) {
    return new PathException(operation + " " + path + ": " + reason(cause), cause);
  }

  /** A failure of a host's path, said with the path inside the root. */
  public static IOException inside(Root root, String operation, IOException cause) {
    if (cause instanceof FileSystemException e && e.getFile() != null) {
      return because(operation, root.show(java.nio.file.Path.of(e.getFile())), cause);
    }
    return cause;
  }

  /** Why it failed, in the words that Go and the kernel use. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case FileAlreadyExistsException _ -> "file exists";
      case AccessDeniedException _ -> "permission denied";
      case DirectoryNotEmptyException _ -> "directory not empty";
      case NotDirectoryException _ -> "not a directory";
      case FileSystemException f when f.getReason() != null -> lowerFirst(f.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
