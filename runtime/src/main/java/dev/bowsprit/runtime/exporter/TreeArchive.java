package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.session.fsutil.FileTree;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Writes a tree of files as a tar archive. */
final class TreeArchive {

  private static final int BUFFER = 1 << 17;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private TreeArchive() {}

  static void write(FileTree tree, OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    byte[] buffer = new byte[BUFFER];
    tree.walk(
        stat -> {
          TarHeader header = header(stat);
          tar.begin(header);
          if (header.hasContent() && header.size() > 0) {
            try (InputStream in = tree.open(stat.getPath())) {
              for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                tar.write(buffer, 0, read);
              }
            }
          }
        });
    tar.close();
  }

  private static TarHeader header(Stat stat) {
    int mode = stat.getMode();
    char type = type(stat);
    TreeMap<String, String> records = new TreeMap<>();
    stat.getXattrsMap()
        .forEach(
            (name, value) ->
                records.put(
                    TarHeader.XATTR_PREFIX + TarHeader.bytes(name),
                    new String(value.toByteArray(), StandardCharsets.ISO_8859_1)));
    String name = TarHeader.bytes(stat.getPath());
    return new TarHeader(
        type,
        FileMode.isDir(mode) ? name + "/" : name,
        TarHeader.bytes(stat.getLinkname()),
        FileMode.toUnix(mode) & 07777,
        Integer.toUnsignedLong(stat.getUid()),
        Integer.toUnsignedLong(stat.getGid()),
        type == TarHeader.FILE ? stat.getSize() : 0,
        Math.floorDiv(stat.getModTime() + SECOND / 2, SECOND),
        0,
        stat.getDevmajor(),
        stat.getDevminor(),
        "",
        "",
        records);
  }

  private static char type(Stat stat) {
    int mode = stat.getMode();
    if (FileMode.isSymlink(mode)) {
      return TarHeader.SYMLINK;
    }
    if (!stat.getLinkname().isEmpty()) {
      return TarHeader.HARD_LINK;
    }
    if (FileMode.isDir(mode)) {
      return TarHeader.DIRECTORY;
    }
    if ((mode & FileMode.NAMED_PIPE) != 0) {
      return TarHeader.FIFO;
    }
    if ((mode & FileMode.CHAR_DEVICE) != 0) {
      return TarHeader.CHARACTER_DEVICE;
    }
    return (mode & FileMode.DEVICE) != 0 ? TarHeader.BLOCK_DEVICE : TarHeader.FILE;
  }
}
