package dev.bowsprit.runtime.session.fsutil;

import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;

/** Files that can be sent. */
public interface FileTree {

  /**
   * Visits all files, in {@link FileOrder#PATHS}. Paths are relative and separated by slashes; the
   * root itself is not visited.
   */
  void walk(Visitor visitor) throws IOException;

  /** Opens the content of a regular file that was visited. */
  InputStream open(String path) throws IOException;

  /** Is told of each file. */
  @FunctionalInterface
  interface Visitor {

    /** Takes one file. */
    void visit(Stat stat) throws IOException;
  }
}
