package dev.bowsprit.runtime.ops.file;

import com.github.luben.zstd.ZstdInputStream;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tree.Root;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A tar archive, compressed or not, that a copy unpacks as {@code ADD} does. */
final class Archive {

  private static final int BUFFER = 128 * 1024;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 0x08};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final String XATTR = "SCHILY.xattr.";

  private final Path file;

  private Archive(Path file) {
    this.file = file;
  }

  /** The archive that a file is; empty if it is something else. */
  static Optional<Archive> at(Path file) throws IOException {
    Optional<Stat> stat = Nodes.find(file);
    if (stat.isEmpty() || !stat.get().isRegularFile()) {
      return Optional.empty();
    }
    Archive archive = new Archive(file);
    try (TarArchiveInputStream tar = archive.open()) {
      TarArchiveEntry first = tar.getNextEntry();
      return first != null && first.isCheckSumOK() ? Optional.of(archive) : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Unpacks everything. Names and links that lead out of the folder stay in it.
   *
   * @param owner of all that is unpacked; empty for the owners in the archive
   */
  void unpack(Path folder, Optional<Owner> owner) throws IOException {
    Root root = new Root(folder);
    Map<Path, Instant> folderTimes = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = open()) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new java.util.concurrent.CancellationException("interrupted");
        }
        Path place = root.resolveParent(entry.getName());
        if (place.equals(folder)) {
          continue;
        }
        Folders.makeAll(root, root.parent(place), 0755, Optional.empty(), Optional.empty());
        write(tar, entry, root, place, owner);
        if (entry.isDirectory()) {
          folderTimes.put(place, entry.getLastModifiedTime().toInstant());
        }
      }
    }
    for (var time : folderTimes.entrySet()) {
      if (Nodes.find(time.getKey()).filter(Stat::isDirectory).isPresent()) {
        Nodes.utimes(time.getKey(), time.getValue());
      }
    }
  }

  private void write(
      TarArchiveInputStream tar,
      TarArchiveEntry entry,
      Root root,
      Path place,
      Optional<Owner> owner)
      throws IOException {
    Optional<Stat> at = Nodes.find(place);
    boolean keep = at.isPresent() && at.get().isDirectory() && entry.isDirectory();
    if (at.isPresent() && !keep) {
      Folders.removeAll(place);
    }
    long device = Nodes.device(entry.getDevMajor(), entry.getDevMinor());
    if (entry.isDirectory()) {
      if (!keep) {
        Files.createDirectory(place);
      }
    } else if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(place, root.resolveParent(GoPath.join("/", entry.getLinkName())));
      return;
    } else if (entry.isCharacterDevice()) {
      Nodes.mknod(place, Stat.S_IFCHR | 0600, device);
    } else if (entry.isBlockDevice()) {
      Nodes.mknod(place, Stat.S_IFBLK | 0600, device);
    } else if (entry.isFIFO()) {
      Nodes.mknod(place, Stat.S_IFIFO | 0600, 0);
    } else if (entry.isFile()) {
      Files.copy(tar, place);
    } else {
      return;
    }
    describe(entry, place, owner);
  }

  private static void describe(TarArchiveEntry entry, Path place, Optional<Owner> owner)
      throws IOException {
    Owner kept =
        owner.orElseGet(() -> new Owner((int) entry.getLongUserId(), (int) entry.getLongGroupId()));
    Nodes.chown(place, kept.uid(), kept.gid());
    for (var header : entry.getExtraPaxHeaders().entrySet()) {
      if (header.getKey().startsWith(XATTR)) {
        try {
          Xattrs.set(
              place,
              header.getKey().substring(XATTR.length()),
              header.getValue().getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException _) {
          // Attributes are kept where the file system can keep them.
        }
      }
    }
    if (!entry.isSymbolicLink()) {
      Nodes.chmod(place, entry.getMode() & 07777);
    }
    Nodes.utimes(place, entry.getLastModifiedTime().toInstant());
  }

  private TarArchiveInputStream open() throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      raw.mark(16);
      byte[] start = raw.readNBytes(10);
      raw.reset();
      return new TarArchiveInputStream(
          new BufferedInputStream(decompress(start, raw), BUFFER), StandardCharsets.UTF_8.name());
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream decompress(byte[] start, InputStream raw) throws IOException {
    if (begins(start, GZIP)) {
      return new GZIPInputStream(raw, BUFFER);
    }
    if (begins(start, BZIP2)) {
      return new BZip2CompressorInputStream(raw, true);
    }
    if (begins(start, XZ)) {
      return XZCompressorInputStream.builder()
          .setInputStream(raw)
          .setDecompressConcatenated(true)
          .get();
    }
    if (begins(start, ZSTD)) {
      return new ZstdInputStream(raw).setContinuous(false);
    }
    return raw;
  }

  private static boolean begins(byte[] content, byte[] magic) {
    return content.length >= magic.length
        && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
  }
}
