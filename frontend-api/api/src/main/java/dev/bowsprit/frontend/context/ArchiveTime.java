package dev.bowsprit.frontend.context;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The time of the newest regular file of a tar archive, which may be compressed by gzip. */
final class ArchiveTime {

  private static final int BLOCK = 512;
  private static final int SIZE = 124;
  private static final int TIME = 136;
  private static final int FIELD = 12;
  private static final int TYPE = 156;

  private ArchiveTime() {}

  /** The time; empty if the bytes are no such archive, or it has no regular file. */
  static Optional<OffsetDateTime> newest(byte[] archive) {
    try (InputStream in = open(archive)) {
      return newest(in);
    } catch (IOException | NumberFormatException e) {
      // what is no archive has no files
      return Optional.empty();
    }
  }

  private static InputStream open(byte[] archive) throws IOException {
    InputStream raw = new ByteArrayInputStream(archive);
    boolean gzip = archive.length > 2 && archive[0] == 0x1f && (archive[1] & 255) == 0x8b;
    return gzip ? new GZIPInputStream(raw) : raw;
  }

  private static Optional<OffsetDateTime> newest(InputStream in) throws IOException {
    Optional<OffsetDateTime> newest = Optional.empty();
    Optional<OffsetDateTime> extended = Optional.empty();
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      if (!Archives.isTarHeader(header)) {
        throw new IOException("no tar archive");
      }
      long size = number(header, SIZE);
      byte type = header[TYPE];
      if (type == 'x') {
        extended = extendedTime(in.readNBytes((int) size));
        in.skipNBytes(padding(size));
        continue;
      }
      if (type == '0' || type == 0) {
        OffsetDateTime time = extended.orElse(SourceTime.utc(number(header, TIME)));
        if (newest.isEmpty() || time.isAfter(newest.get())) {
          newest = Optional.of(time);
        }
      }
      extended = Optional.empty();
      in.skipNBytes(size + padding(size));
    }
    return newest;
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private static long number(byte[] header, int at) {
    String digits =
        new String(header, at, FIELD, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static Optional<OffsetDateTime> extendedTime(byte[] records) {
    for (String record : new String(records, StandardCharsets.UTF_8).split("\n", -1)) {
      int mtime = record.indexOf(" mtime=");
      if (mtime >= 0) {
        double seconds = Double.parseDouble(record.substring(mtime + " mtime=".length()));
        return Optional.of(SourceTime.utc((long) Math.floor(seconds)));
      }
    }
    return Optional.empty();
  }
}
