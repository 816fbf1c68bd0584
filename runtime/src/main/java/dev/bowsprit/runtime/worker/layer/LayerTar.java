package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Writes the changes of a layer as the tar archive that the OCI image specification describes, byte
 * for byte like BuildKit: folders on the way to a change are entries too, times have no fractions,
 * of extended attributes only file capabilities are kept, sockets are left out.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">layers</a>
 */
final class LayerTar implements LayerChanges.Sink {

  private static final String CAPABILITY = TarHeader.XATTR_PREFIX + "security.capability";

  private final Path root;
  private final TarWriter tar;
  private final OptionalLong epoch;
  private final Set<String> folders = new HashSet<>();
  private final Map<Long, String> linkTargets = new HashMap<>();
  private final Map<Long, List<String>> pendingLinks = new HashMap<>();
  private final byte[] buffer = new byte[1 << 16];

  private LayerTar(Path root, TarWriter tar, OptionalLong epoch) {
    this.root = root;
    this.tar = tar;
    this.epoch = epoch;
  }

  /** Writes the archive of a layer over others. */
  static void write(Path layer, LowerFiles below, TarWriter tar, OptionalLong epoch)
      throws IOException {
    LayerChanges.walk(layer, below, new LayerTar(layer, tar, epoch));
    tar.close();
  }

  @Override
  public void change(LayerChanges.Kind kind, String path, Path file, Stat stat) throws IOException {
    if (kind == LayerChanges.Kind.DELETE) {
      int slash = path.lastIndexOf('/');
      String name = path.substring(0, slash + 1) + Whiteouts.PREFIX + path.substring(slash + 1);
      parents(name);
      tar.begin(TarHeader.file(name, 0, 0));
      return;
    }
    if (stat.type() == Stat.S_IFSOCK) {
      return;
    }
    TarHeader header = header(path, file, stat);
    List<String> waiting = List.of();
    if (stat.links() > 1 && !stat.isDirectory()) {
      String target = linkTargets.get(stat.inode());
      if (target != null) {
        header = header.asLink(path, target);
      } else if (kind == LayerChanges.Kind.UNMODIFIED) {
        pendingLinks.computeIfAbsent(stat.inode(), inode -> new ArrayList<>()).add(path);
        return;
      } else {
        linkTargets.put(stat.inode(), path);
        List<String> pending = pendingLinks.remove(stat.inode());
        waiting = pending == null ? List.of() : pending;
      }
    }
    parents(header.name());
    if (stat.isDirectory()) {
      folders.add(path);
    }
    tar.begin(header);
    if (header.hasContent() && header.size() > 0) {
      content(file, header.size());
    }
    for (String other : waiting) {
      parents(other);
      tar.begin(header.asLink(other, header.name()));
    }
  }

  /** Folders above a change are entries even if nothing of them changed. */
  private void parents(String path) throws IOException {
    String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    int slash = name.lastIndexOf('/');
    if (slash > 0 && folders.add(name.substring(0, slash))) {
      String parent = name.substring(0, slash);
      Path folder = dev.bowsprit.runtime.worker.sys.RawPaths.resolve(root, parent);
      change(LayerChanges.Kind.MODIFY, parent, folder, Nodes.stat(folder));
    }
  }

  private TarHeader header(String path, Path file, Stat stat) throws IOException {
    boolean device = stat.type() == Stat.S_IFCHR || stat.type() == Stat.S_IFBLK;
    byte[] capability =
        stat.isRegularFile() || stat.isDirectory() ? LayerChanges.capability(file) : new byte[0];
    TarHeader header =
        new TarHeader(
            type(stat),
            stat.isDirectory() ? path + "/" : path,
            stat.isSymbolicLink() ? Links.target(file) : "",
            stat.permissions(),
            Integer.toUnsignedLong(stat.uid()),
            Integer.toUnsignedLong(stat.gid()),
            stat.isRegularFile() ? stat.size() : 0,
            stat.modified().getEpochSecond(),
            0,
            device ? Nodes.major(stat.rdev()) : 0,
            device ? Nodes.minor(stat.rdev()) : 0,
            "",
            "",
            capability.length == 0
                ? Map.of()
                : Map.of(CAPABILITY, new String(capability, StandardCharsets.ISO_8859_1)));
    return epoch.isPresent() ? header.notAfter(epoch.getAsLong()) : header;
  }

  private static char type(Stat stat) throws IOException {
    return switch (stat.type()) {
      case Stat.S_IFREG -> TarHeader.FILE;
      case Stat.S_IFDIR -> TarHeader.DIRECTORY;
      case Stat.S_IFLNK -> TarHeader.SYMLINK;
      case Stat.S_IFCHR -> TarHeader.CHARACTER_DEVICE;
      case Stat.S_IFBLK -> TarHeader.BLOCK_DEVICE;
      case Stat.S_IFIFO -> TarHeader.FIFO;
      default ->
          throw new IOException("unknown type of file: " + Integer.toOctalString(stat.mode()));
    };
  }

  private void content(Path file, long size) throws IOException {
    long rest = size;
    try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ)) {
      while (rest > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
        if (read < 0) {
          throw new IOException("file became shorter while it was archived: " + file);
        }
        tar.write(buffer, 0, read);
        rest -= read;
      }
    }
  }
}
