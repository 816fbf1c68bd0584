package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.PathException;
import dev.bowsprit.runtime.worker.tree.Root;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes folders and removes trees. */
final class Folders {

  private Folders() {}

  /**
   * Makes a folder and those above it that do not exist.
   *
   * @param place a place that {@link Root#resolve} gave
   * @return those that were made, outermost first
   */
  static List<Path> makeAll(
      Root root, Path place, int permissions, Optional<Owner> owner, Optional<Instant> time)
      throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path at = place; !at.equals(root.folder()); at = root.parent(at)) {
      Optional<Stat> found = Nodes.find(at);
      if (found.isPresent()) {
        if (!found.get().isDirectory()) {
          throw new PathException("mkdir", root.show(at), "not a directory");
        }
        break;
      }
      missing.addFirst(at);
    }
    for (Path folder : missing) {
      make(folder, permissions, owner, time);
    }
    return missing;
  }

  /** Makes one folder. */
  static void make(Path folder, int permissions, Optional<Owner> owner, Optional<Instant> time)
      throws IOException {
    Files.createDirectory(folder);
    Nodes.chmod(folder, permissions);
    if (owner.isPresent()) {
      Nodes.chown(folder, owner.get().uid(), owner.get().gid());
    }
    if (time.isPresent()) {
      Nodes.utimes(folder, time.get());
    }
  }

  /** Deletes a file, or a folder with all below it; does nothing if there is none. */
  static void removeAll(Path place) throws IOException {
    Optional<Stat> stat = Nodes.find(place);
    if (stat.isEmpty()) {
      return;
    }
    if (stat.get().isDirectory()) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
        entries.forEach(children::add);
      }
      for (Path child : children) {
        removeAll(child);
      }
    }
    Files.deleteIfExists(place);
  }
}
