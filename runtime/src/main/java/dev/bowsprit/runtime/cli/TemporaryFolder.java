package dev.bowsprit.runtime.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that is deleted with all that is in it when it is closed.
 *
 * @param path where it is
 */
record TemporaryFolder(Path path) implements Closeable {

  static TemporaryFolder create() throws IOException {
    return new TemporaryFolder(Files.createTempDirectory("bowsprit-"));
  }

  /** One that is closed when this process ends. */
  static TemporaryFolder untilExit() throws IOException {
    TemporaryFolder folder = create();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(folder::closeQuietly));
    return folder;
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException | UncheckedIOException e) {
      // nobody can be told any more
    }
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
