package dev.bowsprit.conformance.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes what a small base image needs of a POSIX ustar archive: root's files with short names. */
final class TarStream implements AutoCloseable {
  private static final int BLOCK = 512;
  private final OutputStream out;

  TarStream(OutputStream out) {
    this.out = out;
  }

  void directory(String name, int mode) throws IOException {
    header(name + "/", '5', mode, 0, "");
  }

  void symlink(String name, String target) throws IOException {
    header(name, '2', 0777, 0, target);
  }

  void file(String name, int mode, byte[] content) throws IOException {
    header(name, '0', mode, content.length, "");
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private void header(String name, char type, int mode, long size, String target)
      throws IOException {
    byte[] header = new byte[BLOCK];
    put(header, 0, 100, name);
    put(header, 100, 8, octal(mode, 7));
    put(header, 108, 8, octal(0, 7));
    put(header, 116, 8, octal(0, 7));
    put(header, 124, 12, octal(size, 11));
    put(header, 136, 12, octal(0, 11));
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    put(header, 157, 100, target);
    put(header, 257, 8, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, 8, octal(sum, 6) + "\0 ");
    out.write(header);
  }

  private static String octal(long value, int digits) {
    return ("0".repeat(digits) + Long.toOctalString(value))
        .substring(Long.toOctalString(value).length());
  }

  private static void put(byte[] header, int offset, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      throw new IllegalArgumentException("longer than " + length + " bytes: " + text);
    }
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  /** Ends the archive; the stream stays open. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }
}
