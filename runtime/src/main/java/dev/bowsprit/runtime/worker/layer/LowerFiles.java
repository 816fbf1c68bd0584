package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One folder as overlayfs shows it of a stack of layers, looked up without a mount: a build asks
 * for a few names of it, and a mount would cost more than they do.
 *
 * @param folders the folders of the layers that make it up, topmost first
 */
record LowerFiles(List<Path> folders) {

  private static final LowerFiles NONE = new LowerFiles(List.of());
  private static final byte[] YES = {'y'};

  /** The root of a stack of layers, given lowest first. */
  static LowerFiles of(List<Path> layers) {
    return layers.isEmpty() ? NONE : new LowerFiles(List.copyOf(layers.reversed()));
  }

  /**
   * A file of the stack.
   *
   * @param path where it lies
   * @param stat what it is
   * @param children what is in it; nothing if it is no folder
   */
  record Entry(Path path, Stat stat, LowerFiles children) {}

  /** The file that a name shows, if there is one. */
  Optional<Entry> find(String name) throws IOException {
    Path first = null;
    Stat shown = null;
    List<Path> merged = List.of();
    for (Path folder : folders) {
      Path path = RawPaths.resolve(folder, name);
      Optional<Stat> found = Nodes.find(path);
      if (found.isEmpty()) {
        continue;
      }
      Stat stat = found.get();
      if (stat.isWhiteout() || (shown != null && !stat.isDirectory())) {
        break;
      }
      if (shown == null || first == null) {
        first = path;
        shown = stat;
        if (!stat.isDirectory()) {
          break;
        }
        merged = new ArrayList<>();
      }
      merged.add(path);
      if (isOpaque(path)) {
        break;
      }
    }
    return first == null || shown == null
        ? Optional.empty()
        : Optional.of(new Entry(first, shown, merged.isEmpty() ? NONE : new LowerFiles(merged)));
  }

  /** Everything in the folder by name, in the order of the names' bytes. */
  Map<String, Entry> list() throws IOException {
    Map<String, Entry> result = new TreeMap<>();
    for (Path folder : folders) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          String name = RawPaths.nameOf(file);
          if (!result.containsKey(name)) {
            Optional<Entry> entry = find(name);
            if (entry.isPresent()) {
              result.put(name, entry.get());
            }
          }
        }
      }
    }
    return result;
  }

  /** Whether a layer's folder hides what the layers below have in it. */
  static boolean isOpaque(Path folder) throws IOException {
    return isYes(Xattrs.get(folder, "trusted.overlay.opaque"))
        || isYes(Xattrs.get(folder, "user.overlay.opaque"));
  }

  private static boolean isYes(Optional<byte[]> value) {
    return value.isPresent() && java.util.Arrays.equals(value.get(), YES);
  }
}
