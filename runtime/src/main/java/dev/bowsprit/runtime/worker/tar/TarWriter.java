package dev.bowsprit.runtime.worker.tar;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive.
 *
 * <p>An entry is written in the plain POSIX form (ustar) if that can hold it, else with a PAX
 * header before it, always exactly as Go's {@code archive/tar} chooses and lays out: digests of
 * layers depend on every byte.
 */
public final class TarWriter implements AutoCloseable {

  private static final int BLOCK = 512;
  private static final int NAME_SIZE = 100;
  private static final int PREFIX_SIZE = 155;
  private static final byte[] ZEROS = new byte[2 * BLOCK];

  private final OutputStream out;
  private final byte[] block = new byte[BLOCK];
  private long remaining;
  private int padding;

  /** Writes to a stream, which {@link #close} does not close. */
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins an entry.
   *
   * @throws IOException if the content of the entry before is not complete, or the archive cannot
   *     be written
   */
  public void begin(TarHeader header) throws IOException {
    endEntry();
    Map<String, String> records = recordsOf(header);
    if (!records.isEmpty()) {
      writeRecords(header.name(), records);
    }
    String prefix = "";
    String name = header.name();
    int split = records.isEmpty() ? splitIndex(name) : -1;
    if (split > 0) {
      prefix = name.substring(0, split);
      name = name.substring(split + 1);
    }
    clear();
    string(0, NAME_SIZE, ascii(name));
    octal(100, 8, header.mode());
    octal(108, 8, header.uid());
    octal(116, 8, header.gid());
    octal(124, 12, header.size());
    octal(136, 12, header.seconds());
    block[156] = (byte) header.type();
    string(157, NAME_SIZE, ascii(header.link()));
    string(265, 32, ascii(header.userName()));
    string(297, 32, ascii(header.groupName()));
    octal(329, 8, header.major());
    octal(337, 8, header.minor());
    string(345, PREFIX_SIZE, prefix);
    writeBlock();
    expect(header.hasContent() ? header.size() : 0);
  }

  /** Writes some of the content of the current entry. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > remaining) {
      throw new IOException("more content than the entry's size");
    }
    out.write(bytes, offset, length);
    remaining -= length;
  }

  /** Writes an entry whole. */
  public void entry(TarHeader header, byte[] content) throws IOException {
    begin(header);
    write(content, 0, content.length);
  }

  /** Ends the archive. */
  @Override
  public void close() throws IOException {
    endEntry();
    out.write(ZEROS, 0, 2 * BLOCK);
  }

  private void endEntry() throws IOException {
    if (remaining > 0) {
      throw new IOException("missed writing " + remaining + " bytes");
    }
    out.write(ZEROS, 0, padding);
    padding = 0;
  }

  private void expect(long size) {
    remaining = size;
    padding = (int) (-size & (BLOCK - 1));
  }

  /** What the plain form cannot hold, together with the entry's own records. */
  private static Map<String, String> recordsOf(TarHeader h) throws IOException {
    Map<String, String> records = new TreeMap<>(h.records());
    if (!isAscii(h.name()) || h.name().length() > NAME_SIZE) {
      if (splitIndex(h.name()) < 0 || !h.records().isEmpty()) {
        records.put("path", h.name());
      }
    }
    text(records, "linkpath", h.link(), NAME_SIZE);
    text(records, "uname", h.userName(), 32);
    text(records, "gname", h.groupName(), 32);
    number(records, "uid", h.uid(), 8);
    number(records, "gid", h.gid(), 8);
    number(records, "size", h.size(), 12);
    if (!fitsOctal(12, h.seconds()) || h.nanos() != 0) {
      records.put("mtime", time(h.seconds(), h.nanos()));
    }
    if (!records.isEmpty() && (!isAscii(h.name()) || h.name().length() > NAME_SIZE)) {
      records.put("path", h.name());
    }
    if (!fitsOctal(8, h.major()) || !fitsOctal(8, h.minor())) {
      throw new IOException(
          "device number " + h.major() + ":" + h.minor() + " does not fit into a tar archive");
    }
    return records;
  }

  private static void text(Map<String, String> records, String key, String value, int size) {
    if (!isAscii(value) || value.length() > size) {
      records.put(key, value);
    }
  }

  private static void number(Map<String, String> records, String key, long value, int size) {
    if (!fitsOctal(size, value)) {
      records.put(key, Long.toString(value));
    }
  }

  private static String time(long seconds, int nanos) {
    if (nanos == 0) {
      return Long.toString(seconds);
    }
    boolean negative = seconds < 0;
    long s = negative ? -(seconds + 1) : seconds;
    int n = negative ? 1_000_000_000 - nanos : nanos;
    String fraction = String.format("%09d", n).replaceAll("0+$", "");
    return (negative ? "-" : "") + s + "." + fraction;
  }

  private void writeRecords(String name, Map<String, String> records) throws IOException {
    StringBuilder data = new StringBuilder();
    records.forEach((key, value) -> data.append(record(key, value)));
    byte[] bytes = data.toString().getBytes(StandardCharsets.ISO_8859_1);
    clear();
    String file = ascii(paxName(name));
    if (file.length() > NAME_SIZE) {
      file = file.substring(0, NAME_SIZE);
    }
    string(0, NAME_SIZE, trimSlashes(file));
    octal(100, 8, 0);
    octal(108, 8, 0);
    octal(116, 8, 0);
    octal(124, 12, bytes.length);
    octal(136, 12, 0);
    block[156] = 'x';
    writeBlock();
    out.write(bytes);
    out.write(ZEROS, 0, -bytes.length & (BLOCK - 1));
  }

  /** A record with its own length in front, which counts its own digits. */
  private static String record(String key, String value) {
    int length = key.length() + value.length() + 3;
    int size = length + Integer.toString(length).length();
    if (Integer.toString(size).length() != Integer.toString(length).length()) {
      size = length + Integer.toString(size).length();
    }
    return size + " " + key + "=" + value + "\n";
  }

  /** The folder of the entry, {@code PaxHeaders.0}, and its file name, as a clean path. */
  private static String paxName(String name) {
    int slash = name.lastIndexOf('/');
    String joined = name.substring(0, slash + 1) + "PaxHeaders.0/" + name.substring(slash + 1);
    return clean(joined);
  }

  private static String clean(String path) {
    java.util.ArrayDeque<String> parts = new java.util.ArrayDeque<>();
    boolean rooted = path.startsWith("/");
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.equals("..") || !rooted) {
        parts.addLast(part);
      }
    }
    return (rooted ? "/" : "") + String.join("/", parts);
  }

  private void writeBlock() throws IOException {
    string(257, 6, "ustar");
    block[263] = '0';
    block[264] = '0';
    int sum = 8 * ' ';
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(148, 7, sum);
    block[155] = ' ';
    out.write(block, 0, BLOCK);
  }

  private void clear() {
    java.util.Arrays.fill(block, (byte) 0);
  }

  private void string(int offset, int size, String value) {
    int length = Math.min(size, value.length());
    for (int i = 0; i < length; i++) {
      block[offset + i] = (byte) value.charAt(i);
    }
    // A cut name must not look like a folder's.
    if (value.length() > size && block[offset + size - 1] == '/') {
      block[offset + trimSlashes(value.substring(0, size - 1)).length()] = 0;
    }
  }

  private void octal(int offset, int size, long value) {
    long rest = fitsOctal(size, value) ? value : 0;
    for (int i = offset + size - 2; i >= offset; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }

  private static boolean fitsOctal(int size, long value) {
    return value >= 0 && value < 1L << (3 * (size - 1));
  }

  /** Where a long name is split into prefix and name, or -1 if it is short or cannot be. */
  private static int splitIndex(String name) {
    int length = name.length();
    if (length <= NAME_SIZE || !isAscii(name)) {
      return -1;
    }
    if (length > PREFIX_SIZE + 1) {
      length = PREFIX_SIZE + 1;
    } else if (name.charAt(length - 1) == '/') {
      length--;
    }
    int slash = name.lastIndexOf('/', length - 1);
    int suffix = name.length() - slash - 1;
    return slash <= 0 || suffix > NAME_SIZE || suffix == 0 || slash > PREFIX_SIZE ? -1 : slash;
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String ascii(String value) {
    if (isAscii(value)) {
      return value;
    }
    StringBuilder result = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 0x80) {
        result.append(value.charAt(i));
      }
    }
    return result.toString();
  }

  private static String trimSlashes(String value) {
    int end = value.length();
    while (end > 0 && value.charAt(end - 1) == '/') {
      end--;
    }
    return value.substring(0, end);
  }
}
