package dev.bowsprit.runtime.session.client;

import java.nio.file.Path;

/** Where the value of a secret comes from; it is read when a build asks for it. */
public sealed interface SecretSource {

  /** The content of a file. */
  record OfFile(Path file) implements SecretSource {}

  /** The value of an environment variable; empty if it is not set. */
  record OfVariable(String name) implements SecretSource {}
}
