package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.Root;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The empty files and folders on which a container's mounts are put. They are made before the
 * container starts and taken away after it, and the folders they lie in keep their times, so that
 * nothing of them gets into the layer.
 */
final class MountStubs {

  private final Root root;
  private final List<Path> made = new ArrayList<>();

  /** The stubs of a mounted root. */
  MountStubs(Path rootfs) {
    this.root = new Root(rootfs);
  }

  /**
   * Makes what lacks for a mount.
   *
   * @param target its path in the container
   * @param file whether a file is mounted there, not a folder
   * @param recursive whether folders made above it are taken away again as well
   * @throws IOException if something else is in its place, or in that of a folder above it
   */
  void make(String target, boolean file, boolean recursive) throws IOException {
    Path path = root.resolve(target);
    List<Path> absent = new ArrayList<>();
    Path existing = path;
    while (!existing.equals(root.folder()) && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      absent.addFirst(existing);
      existing = root.parent(existing);
    }
    boolean folder = Files.isDirectory(existing, LinkOption.NOFOLLOW_LINKS);
    if (absent.isEmpty() ? folder == file : !folder) {
      throw new IOException(
          "cannot mount %s: %s is %s there"
              .formatted(target, root.show(existing), folder ? "a folder" : "no folder"));
    }
    if (absent.isEmpty()) {
      return;
    }
    Stat before = Nodes.stat(existing);
    for (Path stub : absent) {
      if (file && stub.equals(path)) {
        Files.createFile(stub);
        Nodes.chmod(stub, 0644);
      } else {
        Files.createDirectory(stub);
        Nodes.chmod(stub, 0755);
      }
      if (recursive || stub.equals(path)) {
        made.add(stub);
      }
    }
    Nodes.utimes(existing, Optional.empty(), Optional.of(before.modified()));
  }

  /** Takes away what is still empty. What the container's processes put there stays. */
  void remove() throws IOException {
    for (Path stub : made.reversed()) {
      // A process may have put a link where a folder was.
      if (!root.resolve(root.folder().relativize(stub).toString()).equals(stub)) {
        continue;
      }
      Optional<Stat> stat = Nodes.find(stub);
      if (stat.isEmpty() || !isEmpty(stub, stat.get())) {
        continue;
      }
      Path parent = root.parent(stub);
      Stat before = Nodes.stat(parent);
      Files.delete(stub);
      Nodes.utimes(parent, Optional.empty(), Optional.of(before.modified()));
    }
  }

  private static boolean isEmpty(Path stub, Stat stat) throws IOException {
    if (!stat.isDirectory()) {
      return stat.size() == 0;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(stub)) {
      return !entries.iterator().hasNext();
    }
  }
}
