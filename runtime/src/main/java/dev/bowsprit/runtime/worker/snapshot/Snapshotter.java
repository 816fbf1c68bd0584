package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Keeps layers of files in folders and stacks them.
 *
 * <p>A layer is independent of what lies below it: its folder holds the added and changed files,
 * and deletions in overlayfs's form (a character device 0/0, an {@code opaque} attribute). So any
 * list of layers can be stacked, which is all that images, merges and differences need. Which
 * layers exist, and who uses them, is known elsewhere ({@code worker.ref}).
 *
 * <p>A layer whose name is an absolute path is a folder that belongs to somebody else: it can be
 * viewed and written over, but is neither made, listed nor removed here.
 *
 * <p>Lists of layers go from the lowest to the topmost.
 */
public interface Snapshotter {

  /** Makes the folder of a new, empty layer. */
  Path create(String layer);

  /** The folder that holds a layer's own files. */
  Path folder(String layer);

  /**
   * What to mount to see these layers read-only. A single layer is a bind mount, none is an empty
   * folder.
   */
  List<Mount> view(List<String> layers);

  /** What to mount to write into {@code top}, a layer that no other mount uses, over others. */
  List<Mount> writable(String top, List<String> below);

  /** Deletes a layer; does nothing if there is none of that name. */
  void remove(String layer);

  /** All layers that have a folder. */
  Set<String> list();

  /** The space that a layer's own files take on the disk, in bytes. */
  long usage(String layer);
}
