package dev.bowsprit.conformance.bench;

import java.nio.file.Path;

/** An engine with its client, which builds by a command as a person would type it. */
interface Contender extends AutoCloseable {

  String name();

  /**
   * The command that builds a context and writes the result as an OCI archive.
   *
   * @param cached whether results of earlier builds may be used
   */
  Command build(Path context, boolean cached, Path archive);

  /** Stops the engine. */
  @Override
  void close();
}
