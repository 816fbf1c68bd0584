package dev.bowsprit.frontend;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** The standard streams of a process, as far as anybody cares. */
record ProcessStreams(
    Optional<InputStream> stdin, Optional<OutputStream> stdout, Optional<OutputStream> stderr) {

  static final ProcessStreams NONE =
      new ProcessStreams(Optional.empty(), Optional.empty(), Optional.empty());
}
