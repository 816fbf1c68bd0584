package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The waiting program in a container's root. It is needed there only until it runs, so whoever
 * follows it in the container finds nothing.
 */
final class WaitingFile {

  private final Path path;
  private final Instant folderModified;

  private WaitingFile(Path path, Instant folderModified) {
    this.path = path;
    this.folderModified = folderModified;
  }

  /** Writes the program to a file that is not there yet. */
  static WaitingFile put(Path path, WaitingProgram program) throws IOException {
    WaitingFile file = new WaitingFile(path, Nodes.stat(folder(path)).modified());
    Files.write(path, program.file(), StandardOpenOption.CREATE_NEW);
    Nodes.chmod(path, 0555);
    return file;
  }

  private static Path folder(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  /** Takes it away; the folder gets its time back. */
  void delete() throws IOException {
    Files.delete(path);
    Nodes.utimes(folder(path), Optional.empty(), Optional.of(folderModified));
  }
}
