package dev.bowsprit.runtime.worker.ref;

import java.nio.file.Path;

/** A folder under which a reference's files can be reached until it is closed. */
public interface MountedDir extends AutoCloseable {

  /** The folder on this host. */
  Path path();

  /** Unmounts. */
  @Override
  void close();
}
