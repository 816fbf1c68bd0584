package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Copies single files of all kinds with their metadata. */
final class NodeCopier {

  private static final Set<java.nio.file.OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<StandardOpenOption> WRITE_NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private final CopyOptions options;

  NodeCopier(CopyOptions options) {
    this.options = options;
  }

  /**
   * Copies anything but a folder to a place where nothing is.
   *
   * @param inheritsGroup whether new files there get the group of their folder
   */
  void copy(Path source, Stat stat, Path target, boolean inheritsGroup) throws IOException {
    switch (stat.type()) {
      case Stat.S_IFREG -> copyContent(source, stat.size(), target);
      case Stat.S_IFLNK -> Files.createSymbolicLink(target, Files.readSymbolicLink(source));
      // A socket lives only with its process; what remains of it is an empty file.
      case Stat.S_IFSOCK -> Nodes.mknod(target, Stat.S_IFREG | stat.permissions(), 0);
      default -> Nodes.mknod(target, stat.mode(), stat.rdev());
    }
    applyAll(source, stat, target, inheritsGroup);
  }

  /** Gives a target the owner, permissions, attributes and time that it should have. */
  void applyAll(Path source, Stat stat, Path target, boolean inheritsGroup) throws IOException {
    int uid = options.owner().map(Owner::uid).orElse(stat.uid());
    int gid = options.owner().map(Owner::gid).orElse(stat.gid());
    if (uid != 0 || gid != 0 || inheritsGroup) {
      Nodes.chown(target, uid, gid);
    }
    if (!stat.isSymbolicLink()) {
      Nodes.chmod(target, options.permissions(stat.permissions(), stat.isDirectory()));
    }
    copyAttributes(source, target);
    applyTime(stat, target);
  }

  /** Gives a target the time that it should have. */
  void applyTime(Stat stat, Path target) throws IOException {
    Nodes.utimes(target, options.time().orElse(stat.modified()));
  }

  private static void copyContent(Path source, long size, Path target) throws IOException {
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

  /** File systems that cannot keep an attribute do not fail a copy, as in BuildKit. */
  private static void copyAttributes(Path source, Path target) {
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
}
