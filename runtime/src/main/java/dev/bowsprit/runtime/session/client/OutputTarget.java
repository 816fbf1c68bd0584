package dev.bowsprit.runtime.session.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where one export of a build goes on the client's side. */
public sealed interface OutputTarget {

  /** A file, which appears when it is whole and not at all if the build fails. */
  record ToFile(Path file) implements OutputTarget {}

  /** A stream, for instance standard output, or what another program reads. */
  record ToStream(Opener opener) implements OutputTarget {}

  /**
   * A folder.
   *
   * @param deleteOthers whether files of the folder that are not in the result are deleted
   */
  record ToFolder(Path folder, boolean deleteOthers) implements OutputTarget {}

  /** Opens a stream when the result comes. */
  @FunctionalInterface
  interface Opener {

    /** Opens the stream, which is closed when all was written. */
    OutputStream open() throws IOException;
  }
}
