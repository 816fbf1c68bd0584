package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A layer of an image: a tar compressed by gzip. Equal files give equal bytes: names are sorted,
 * owned by root and of one time.
 *
 * @param blob the compressed file
 * @param diffId the digest of the tar
 * @param comment what it holds, for the image's history
 */
record Layer(BlobFolder.Blob blob, Digest diffId, String comment) {

  /** The time of all files: early, but not the zero that some programs take for none. */
  static final Instant TIME = Instant.ofEpochSecond(1);

  private static final int FILE_MODE = 0644;
  private static final int PROGRAM_MODE = 0755;
  private static final int BUFFER = 1 << 16;

  /** The best one takes twice the time for a five-hundredth of the size. */
  private static final int LEVEL = 7;

  /**
   * Writes a layer.
   *
   * @param files by their paths in the image, relative to its root; each must be a regular file
   */
  static Layer write(BlobFolder blobs, SortedMap<String, Path> files, String comment)
      throws IOException {
    MessageDigest diffId = Digest.sha256Hash();
    BlobFolder.Blob blob =
        blobs.write(
            out -> {
              try (OutputStream tar =
                  new DigestOutputStream(new SmallGzip(new Unclosed(out)), diffId)) {
                writeTar(tar, files);
              }
            });
    return new Layer(blob, Digest.ofSha256(diffId), comment);
  }

  private static void writeTar(OutputStream out, SortedMap<String, Path> files) throws IOException {
    SortedSet<String> folders = new TreeSet<>();
    for (String path : files.keySet()) {
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        folders.add(path.substring(0, i + 1));
      }
    }
    List<String> names = new ArrayList<>(folders);
    names.addAll(files.keySet());
    names.sort(null);
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (String name : names) {
        Path file = files.get(name);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setModTime(FileTime.from(TIME));
        entry.setIds(0, 0);
        if (file == null) {
          entry.setMode(PROGRAM_MODE);
          tar.putArchiveEntry(entry);
        } else {
          entry.setSize(Files.size(file));
          entry.setMode(Files.isExecutable(file) ? PROGRAM_MODE : FILE_MODE);
          tar.putArchiveEntry(entry);
          Files.copy(file, tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  private static final class SmallGzip extends GZIPOutputStream {

    SmallGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(LEVEL);
    }
  }

  /** Leaves the stream below open. */
  private static final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
