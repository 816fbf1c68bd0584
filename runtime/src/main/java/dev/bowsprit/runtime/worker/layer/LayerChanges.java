package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what a layer in overlayfs's form changes in the layers below it, in the order and with the
 * judgement of BuildKit's overlay differ: a folder that was only copied up because something in it
 * changed is no change, nor is a file whose metadata and content are what they were.
 */
final class LayerChanges {

  /** What happened to a path. */
  enum Kind {
    ADD,
    MODIFY,
    DELETE,
    /** Nothing, but it is a hard link that another entry may belong to. */
    UNMODIFIED
  }

  /** Takes the changes. */
  interface Sink {
    /**
     * One change.
     *
     * @param path below the root, without a slash in front; bytes as characters
     * @param file the changed file; of a deletion the whiteout or the deleted file
     * @param stat what it is
     */
    void change(Kind kind, String path, Path file, Stat stat) throws IOException;
  }

  private final Sink sink;

  private LayerChanges(Sink sink) {
    this.sink = sink;
  }

  /** Reports all changes of a layer. */
  static void walk(Path layer, LowerFiles below, Sink sink) throws IOException {
    new LayerChanges(sink).folder(layer, "", below);
  }

  private void folder(Path folder, String prefix, LowerFiles below) throws IOException {
    for (Map.Entry<String, Path> file : list(folder).entrySet()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new java.io.InterruptedIOException("archiving was cancelled");
      }
      Path path = file.getValue();
      Stat stat = Nodes.stat(path);
      Optional<LowerFiles.Entry> lower = below.find(file.getKey());
      String name = prefix + file.getKey();
      if (stat.isWhiteout()) {
        if (lower.isPresent()) {
          sink.change(Kind.DELETE, name, path, stat);
        }
        continue;
      }
      if (stat.isDirectory() && Xattrs.get(path, "trusted.overlay.redirect").isPresent()) {
        throw new IOException("layer with renamed folder cannot be archived: " + path);
      }
      if (lower.isEmpty()) {
        sink.change(Kind.ADD, name, path, stat);
      } else if (!same(lower.get(), path, stat)) {
        sink.change(Kind.MODIFY, name, path, stat);
      }
      if (stat.isDirectory()) {
        LowerFiles children =
            lower.map(LowerFiles.Entry::children).orElse(LowerFiles.of(List.of()));
        if (lower.isPresent() && LowerFiles.isOpaque(path)) {
          opaque(path, name + "/", children);
        } else {
          folder(path, name + "/", children);
        }
      }
    }
  }

  /** A folder that replaced another one: compare all that either holds. */
  private void opaque(Path folder, String prefix, LowerFiles below) throws IOException {
    Map<String, LowerFiles.Entry> lower = below.list();
    Map<String, Path> upper = list(folder);
    upper.values().removeIf(LayerChanges::isWhiteout);
    Set<String> names = new TreeSet<>(lower.keySet());
    names.addAll(upper.keySet());
    for (String name : names) {
      LowerFiles.Entry old = lower.get(name);
      Path path = upper.get(name);
      if (path == null) {
        if (old != null) {
          sink.change(Kind.DELETE, prefix + name, old.path(), old.stat());
        }
        continue;
      }
      Stat stat = Nodes.stat(path);
      if (old == null) {
        sink.change(Kind.ADD, prefix + name, path, stat);
      } else if (!same(old, path, stat)) {
        sink.change(Kind.MODIFY, prefix + name, path, stat);
      } else if (stat.links() > 1 && !stat.isDirectory()) {
        sink.change(Kind.UNMODIFIED, prefix + name, path, stat);
      }
      if (stat.isDirectory()) {
        LowerFiles children = old == null ? LowerFiles.of(List.of()) : old.children();
        opaque(path, prefix + name + "/", children);
      }
    }
  }

  private static boolean isWhiteout(Path path) {
    try {
      return Nodes.stat(path).isWhiteout();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Path> list(Path folder) throws IOException {
    TreeMap<String, Path> result = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        result.put(RawPaths.nameOf(file), file);
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return result;
  }

  /** Whether a file of the layer is in all that counts the one that it covers. */
  private static boolean same(LowerFiles.Entry old, Path path, Stat now) throws IOException {
    Stat then = old.stat();
    if (then.device() == now.device() && then.inode() == now.inode()) {
      return true;
    }
    if (then.mode() != now.mode()
        || then.uid() != now.uid()
        || then.gid() != now.gid()
        || then.rdev() != now.rdev()
        || !Arrays.equals(capability(old.path()), capability(path))) {
      return false;
    }
    if (now.isDirectory()) {
      return true;
    }
    if (then.size() != now.size() || !then.modified().equals(now.modified())) {
      return false;
    }
    if (!now.modified().equals(now.modified().truncatedTo(ChronoUnit.SECONDS))) {
      return true;
    }
    // Times without nanoseconds come from archives; they prove nothing.
    if (now.isSymbolicLink()) {
      return Links.target(old.path()).equals(Links.target(path));
    }
    return now.size() == 0 || (now.isRegularFile() && Files.mismatch(old.path(), path) < 0);
  }

  /** The file capabilities, the only extended attribute that images carry. */
  static byte[] capability(Path path) throws IOException {
    return Xattrs.get(path, "security.capability").orElse(new byte[0]);
  }
}
