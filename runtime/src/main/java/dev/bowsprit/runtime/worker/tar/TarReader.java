package dev.bowsprit.runtime.worker.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar archive of any of the common forms: old, POSIX (ustar), PAX, and GNU with long names.
 *
 * <p>The content of the current entry is read from the reader itself. Sparse files are refused.
 */
public final class TarReader extends InputStream {

  private static final int BLOCK = 512;

  /** Long names and PAX records beyond this are a sign of a broken or hostile archive. */
  private static final int MAX_EXTENSION = 1 << 20;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private long remaining;
  private int padding;
  private boolean ended;

  /** Reads from a stream, which {@link #close} closes. */
  public TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next entry, skipping what is left of the current one; empty at the end of the archive.
   *
   * @throws IOException if the archive is broken
   */
  public Optional<TarHeader> next() throws IOException {
    Map<String, String> records = new HashMap<>();
    String longName = "";
    String longLink = "";
    while (true) {
      skipEntry();
      if (ended || !readBlock()) {
        return Optional.empty();
      }
      char type = (char) (block[156] & 0xff);
      long size = number(124, 12);
      switch (type) {
        case 'x' -> parseRecords(extension(size), records);
        case 'g' -> {
          // Global records tell where the archive came from; git writes them.
          extension(size);
        }
        case 'L' -> longName = untilNul(extension(size));
        case 'K' -> longLink = untilNul(extension(size));
        default -> {
          return Optional.of(header(type, size, longName, longLink, records));
        }
      }
    }
  }

  private TarHeader header(
      char type, long blockSize, String longName, String longLink, Map<String, String> records)
      throws IOException {
    boolean posix = text(257, 5).equals("ustar");
    boolean gnu = posix && block[262] == ' ';
    String name = longName.isEmpty() ? text(0, 100) : longName;
    String prefix = posix && !gnu && longName.isEmpty() ? text(345, 155) : "";
    if (!prefix.isEmpty()) {
      name = prefix + "/" + name;
    }
    name = take(records, "path", name);
    String link = take(records, "linkpath", longLink.isEmpty() ? text(157, 100) : longLink);
    long size = numberOf(records, "size", blockSize);
    long uid = numberOf(records, "uid", number(108, 8));
    long gid = numberOf(records, "gid", number(116, 8));
    String userName = take(records, "uname", posix ? text(265, 32) : "");
    String groupName = take(records, "gname", posix ? text(297, 32) : "");
    long seconds = number(136, 12);
    int nanos = 0;
    String mtime = records.remove("mtime");
    if (mtime != null) {
      long[] time = time(mtime);
      seconds = time[0];
      nanos = (int) time[1];
    }
    if (type == 'S' || records.keySet().stream().anyMatch(k -> k.startsWith("GNU.sparse."))) {
      throw new InvalidTarException("sparse file in tar archive: " + TarHeader.text(name));
    }
    if (type == 0 || type == '7') {
      type = TarHeader.FILE;
    }
    if (type == TarHeader.FILE && name.endsWith("/")) {
      type = TarHeader.DIRECTORY;
    }
    boolean device = type == TarHeader.CHARACTER_DEVICE || type == TarHeader.BLOCK_DEVICE;
    boolean content = type == TarHeader.FILE;
    if (content || !isHeaderOnly(type)) {
      remaining = size;
      padding = (int) (-size & (BLOCK - 1));
    }
    return new TarHeader(
        type,
        name,
        link,
        (int) number(100, 8) & 07777,
        uid,
        gid,
        content ? size : 0,
        seconds,
        nanos,
        device ? number(329, 8) : 0,
        device ? number(337, 8) : 0,
        userName,
        groupName,
        records);
  }

  private static boolean isHeaderOnly(char type) {
    return type >= TarHeader.HARD_LINK && type <= TarHeader.FIFO;
  }

  private static String take(Map<String, String> records, String key, String otherwise) {
    String value = records.remove(key);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private static long numberOf(Map<String, String> records, String key, long otherwise)
      throws IOException {
    String value = records.remove(key);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new InvalidTarException("invalid tar header: " + key + " is " + value, e);
    }
  }

  /** Seconds and nanoseconds of {@code -1.5}, rounding down. */
  private static long[] time(String value) throws IOException {
    int dot = value.indexOf('.');
    String whole = dot < 0 ? value : value.substring(0, dot);
    String fraction = dot < 0 ? "" : value.substring(dot + 1);
    try {
      long seconds = Long.parseLong(whole);
      long nanos =
          fraction.isEmpty() ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
      if (whole.startsWith("-") && nanos > 0) {
        return new long[] {seconds - 1, 1_000_000_000 - nanos};
      }
      return new long[] {seconds, nanos};
    } catch (NumberFormatException e) {
      throw new InvalidTarException("invalid tar header: mtime is " + value, e);
    }
  }

  private static void parseRecords(byte[] data, Map<String, String> records) throws IOException {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at);
      int equals = text.indexOf('=', at);
      int length = space < 0 ? -1 : length(text.substring(at, space));
      int end = at + length;
      if (length < 5
          || end > text.length()
          || equals < space
          || equals >= end
          || text.charAt(end - 1) != '\n') {
        throw new InvalidTarException("invalid tar header: broken PAX record");
      }
      records.put(text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
      at = end;
    }
  }

  private static int length(String digits) {
    return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : -1;
  }

  private byte[] extension(long size) throws IOException {
    if (size < 0 || size > MAX_EXTENSION) {
      throw new InvalidTarException("invalid tar header: extension of " + size + " bytes");
    }
    byte[] data = in.readNBytes((int) size);
    if (data.length < size) {
      throw truncated();
    }
    remaining = 0;
    padding = (int) (-size & (BLOCK - 1));
    return data;
  }

  /** Reads a header; false at the end of the archive. */
  private boolean readBlock() throws IOException {
    int read = in.readNBytes(block, 0, BLOCK);
    if (read == 0) {
      ended = true;
      return false;
    }
    if (read < BLOCK) {
      throw truncated();
    }
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean sum = i >= 148 && i < 156;
      unsigned += sum ? ' ' : block[i] & 0xff;
      signed += sum ? ' ' : block[i];
    }
    if (unsigned == 8 * ' ') {
      ended = true;
      return false;
    }
    long expected = number(148, 8);
    if (expected != unsigned && expected != signed) {
      throw new InvalidTarException("invalid tar header: wrong checksum");
    }
    return true;
  }

  private void skipEntry() throws IOException {
    try {
      in.skipNBytes(remaining);
    } catch (EOFException e) {
      throw truncated();
    }
    // As in BuildKit, an archive may end behind its last file's content: some tools write it so.
    ended |= in.readNBytes(padding).length < padding;
    remaining = 0;
    padding = 0;
  }

  private static EOFException truncated() {
    return new EOFException("unexpected end of tar archive");
  }

  private String text(int offset, int size) {
    int end = offset;
    while (end < offset + size && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
  }

  private static String untilNul(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    return new String(data, 0, end, StandardCharsets.ISO_8859_1);
  }

  /** A number in octal digits or, where its first bit is set, in base 256. */
  private long number(int offset, int size) throws IOException {
    if ((block[offset] & 0x80) != 0) {
      long value = (block[offset] & 0x40) != 0 ? -1 : 0;
      for (int i = 0; i < size; i++) {
        int b = i == 0 ? block[offset] << 25 >> 25 : block[offset + i] & 0xff;
        value = i == 0 ? b : value << 8 | b;
      }
      return value;
    }
    String digits = text(offset, size).strip();
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new InvalidTarException("invalid tar header: \"" + digits + "\" is no number", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (remaining == 0) {
      return length == 0 ? 0 : -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (read < 0) {
      throw truncated();
    }
    remaining -= read;
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
