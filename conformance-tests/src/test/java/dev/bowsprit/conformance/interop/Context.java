package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A build context that a test writes. */
record Context(Path folder) {

  static Context of(Path folder, String dockerfile) {
    return new Context(folder).file("Dockerfile", dockerfile);
  }

  Context file(String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
