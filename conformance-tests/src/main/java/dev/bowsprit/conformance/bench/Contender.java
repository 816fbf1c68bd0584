package dev.bowsprit.conformance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An engine with its client, which builds by a command as a person would type it. */
interface Contender extends AutoCloseable {

  String name();

  /**
   * The command that builds a context and writes the result as an OCI archive.
   *
   * @param cached whether results of earlier builds may be used
   */
  default Command build(Path context, boolean cached, Path archive) throws IOException {
    return build(context, cached, archive, Optional.empty());
  }

  /**
   * The same by a frontend that is an image.
   *
   * @param frontend the image; the engine's own if it is empty
   */
  Command build(Path context, boolean cached, Path archive, Optional<FrontendImage> frontend)
      throws IOException;

  /** Stops the engine. */
  @Override
  void close();
}
