package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.Mount;
import java.nio.file.Path;
import java.util.List;

/** A file system being written: a new layer over those of another. Closing it drops the layer. */
public interface MutableRef extends AutoCloseable {

  /** The name of the new layer. */
  String id();

  /** What to mount to write into it. */
  List<Mount> mounts();

  /** The folder that holds only what was written. */
  Path folder();

  /** Mounts the files for writing; unmounted by closing what is returned. */
  MountedDir mount();

  /**
   * Ends the writing. The returned reference has one layer more than what this was made over; this
   * object needs no closing afterwards.
   */
  ImmutableRef commit();

  @Override
  void close();
}
