package dev.bowsprit.runtime.worker.ref;

import java.util.List;

/**
 * A file system that no longer changes: a stack of layers, none for scratch.
 *
 * <p>Holding it is a lease: nothing of it is deleted until it is closed. Whoever passes it on and
 * keeps it passes on a {@link #share() share}.
 */
public interface ImmutableRef extends AutoCloseable {

  /** The durable name of what is referred to; equal for all shares. */
  String id();

  /** The layers, lowest first. */
  List<Layer> layers();

  /** A second lease on the same file system. */
  ImmutableRef share();

  /** Mounts the files read-only, or gives their folder if they need no mount. */
  MountedDir mount();

  /** Ends this lease; a second call does nothing. */
  @Override
  void close();

  /** Whether there is nothing in it. */
  default boolean isScratch() {
    return layers().isEmpty();
  }
}
