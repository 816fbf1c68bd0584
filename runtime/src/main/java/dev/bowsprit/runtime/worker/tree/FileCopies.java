package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Copies of single files. */
public final class FileCopies {

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<StandardOpenOption> WRITE_NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private FileCopies() {}

  /** Makes a file of the same kind and content where nothing is; a folder is made empty. */
  public static void create(Path source, Stat stat, Path target) throws IOException {
    switch (stat.type()) {
      case Stat.S_IFREG -> content(source, stat.size(), target);
      case Stat.S_IFDIR -> Files.createDirectory(target);
      case Stat.S_IFLNK -> Files.createSymbolicLink(target, Files.readSymbolicLink(source));
      // A socket lives only with its process; what remains of it is an empty file.
      case Stat.S_IFSOCK -> Nodes.mknod(target, Stat.S_IFREG | stat.permissions(), 0);
      default -> Nodes.mknod(target, stat.mode(), stat.rdev());
    }
  }

  private static void content(Path source, long size, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, READ);
        FileChannel out = FileChannel.open(target, WRITE_NEW)) {
      long done = 0;
      while (done < size) {
        long copied = in.transferTo(done, size - done, out);
        if (copied <= 0) {
          return;
        }
        done += copied;
      }
    }
  }

  /**
   * Copies the extended attributes, but not overlayfs's own. File systems that cannot keep one do
   * not fail a copy, as in BuildKit.
   */
  public static void attributes(Path source, Path target) {
    try {
      for (String name : Xattrs.list(source)) {
        Optional<byte[]> value =
            name.startsWith("trusted.overlay.") ? Optional.empty() : Xattrs.get(source, name);
        if (value.isPresent()) {
          Xattrs.set(target, name, value.get());
        }
      }
    } catch (LinuxException _) {
      // As said above.
    }
  }

  /** Gives a file the owner, permissions, attributes and time of another. */
  public static void metadata(Path source, Stat stat, Path target) throws IOException {
    Nodes.chown(target, stat.uid(), stat.gid());
    if (!stat.isSymbolicLink()) {
      Nodes.chmod(target, stat.permissions());
    }
    attributes(source, target);
    Nodes.utimes(target, stat.modified());
  }
}
