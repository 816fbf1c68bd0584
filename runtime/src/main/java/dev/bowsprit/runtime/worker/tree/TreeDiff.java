package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two trees as a layer in overlayfs's form. Files are the same if their metadata
 * is, with their time; where times have no fraction of a second, as those that were set, the
 * content is compared too.
 */
public final class TreeDiff implements LayeredRefStore.TreeDiffer {

  @Override
  public void diff(Path lower, Path upper, Path layer) throws IOException {
    new Walk().directory(lower, upper, new Target(null, upper, layer));
    FileCopies.metadata(upper, Nodes.stat(upper), layer);
  }

  /** A folder of the layer, made when something in it has changed. */
  private static final class Target {

    private final @Nullable Target parent;
    private final Path source;
    private final Path place;
    private boolean made;

    Target(@Nullable Target parent, Path source, Path place) {
      this.parent = parent;
      this.source = source;
      this.place = place;
      this.made = parent == null;
    }

    void make() throws IOException {
      if (!made) {
        if (parent != null) {
          parent.make();
        }
        Files.createDirectory(place);
        made = true;
      }
    }

    /** After all that is in it, which changes its time. */
    void finish() throws IOException {
      if (made && parent != null) {
        FileCopies.metadata(source, Nodes.stat(source), place);
      }
    }
  }

  private record Inode(long device, long number) {}

  /** One walk through both trees. */
  private static final class Walk {

    private final Map<Inode, Path> linked = new HashMap<>();

    void directory(Path lower, Path upper, Target target) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted");
      }
      SortedMap<String, Stat> before = list(lower);
      SortedMap<String, Stat> after = list(upper);
      for (String name : before.keySet()) {
        if (!after.containsKey(name)) {
          target.make();
          Nodes.whiteout(target.place.resolve(name));
        }
      }
      for (Map.Entry<String, Stat> entry : after.entrySet()) {
        String name = entry.getKey();
        Stat stat = entry.getValue();
        Path to = target.place.resolve(name);
        Optional<Stat> old = Optional.ofNullable(before.get(name));
        Path oldPlace = lower.resolve(name);
        Path newPlace = upper.resolve(name);
        if (stat.isDirectory()) {
          Target child = new Target(target, newPlace, to);
          boolean same =
              old.isPresent()
                  && old.get().isDirectory()
                  && sameMetadata(oldPlace, old.get(), newPlace, stat);
          if (!same) {
            child.make();
          }
          boolean merged = old.map(Stat::isDirectory).orElse(false);
          directory(merged ? oldPlace : NOTHING, newPlace, child);
          child.finish();
        } else if (old.isEmpty() || !same(oldPlace, old.get(), newPlace, stat)) {
          target.make();
          copy(newPlace, stat, to);
        }
      }
    }

    private void copy(Path source, Stat stat, Path target) throws IOException {
      if (stat.links() > 1) {
        Path first = linked.putIfAbsent(new Inode(stat.device(), stat.inode()), target);
        if (first != null) {
          Files.createLink(target, first);
          return;
        }
      }
      FileCopies.create(source, stat, target);
      FileCopies.metadata(source, stat, target);
    }
  }

  /** Stands for a folder that does not exist. */
  private static final Path NOTHING = Path.of("");

  private static SortedMap<String, Stat> list(Path folder) throws IOException {
    SortedMap<String, Stat> result = new TreeMap<>();
    if (folder.equals(NOTHING)) {
      return result;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Stat stat = Nodes.stat(entry);
        if (!stat.isWhiteout()) {
          result.put(entry.getFileName().toString(), stat);
        }
      }
    }
    return result;
  }

  private static boolean same(Path a, Stat one, Path b, Stat other) throws IOException {
    if (!sameMetadata(a, one, b, other)) {
      return false;
    }
    if (one.isSymbolicLink()) {
      return Files.readSymbolicLink(a).equals(Files.readSymbolicLink(b));
    }
    if (one.size() != other.size() || !one.modified().equals(other.modified())) {
      return false;
    }
    boolean exact = one.modified().get(ChronoField.NANO_OF_SECOND) != 0;
    return exact || !one.isRegularFile() || Files.mismatch(a, b) < 0;
  }

  private static boolean sameMetadata(Path a, Stat one, Path b, Stat other) throws LinuxException {
    return one.mode() == other.mode()
        && one.uid() == other.uid()
        && one.gid() == other.gid()
        && one.rdev() == other.rdev()
        && sameAttributes(attributes(a), attributes(b));
  }

  private static boolean sameAttributes(
      SortedMap<String, byte[]> one, SortedMap<String, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
  }

  private static SortedMap<String, byte[]> attributes(Path place) throws LinuxException {
    SortedMap<String, byte[]> result = new TreeMap<>();
    for (String name : Xattrs.list(place)) {
      if (EntryDigest.counts(name)) {
        Xattrs.get(place, name).ifPresent(value -> result.put(name, value));
      }
    }
    return result;
  }
}
