package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GoPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Unpacks tar archives, plain or by gzip, into a tree: what {@code ADD} does with local ones. */
final class TarArchive {

  private static final int BLOCK = 512;
  private static final int MAGIC_AT = 257;
  private static final byte[] MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
  private static final byte[][] OTHERS = {
    {'B', 'Z', 'h'}, {(byte) 0xfd, '7', 'z', 'X', 'Z', 0}, {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}
  };

  private final byte[] bytes;
  private final FileTree into;
  private final String folder;
  private final Optional<Owner> owner;
  private int at;
  private String longName = "";
  private String longLink = "";

  private TarArchive(byte[] bytes, FileTree into, String folder, Optional<Owner> owner) {
    this.bytes = bytes;
    this.into = into;
    this.folder = folder;
    this.owner = owner;
  }

  /** Whether it is a tar archive, or compressed in a way in which archives are. */
  static boolean isArchive(ByteString content) {
    byte[] head = content.substring(0, Math.min(content.size(), BLOCK)).toByteArray();
    return startsWith(head, MAGIC_AT, MAGIC)
        || startsWith(head, 0, GZIP)
        || Arrays.stream(OTHERS).anyMatch(other -> startsWith(head, 0, other));
  }

  private static boolean startsWith(byte[] head, int offset, byte[] magic) {
    return head.length >= offset + magic.length
        && Arrays.equals(head, offset, offset + magic.length, magic, 0, magic.length);
  }

  /**
   * Unpacks.
   *
   * @throws GatewayException if it is compressed otherwise than by gzip, which needs libraries
   */
  static void unpack(ByteString content, FileTree into, String folder, Optional<Owner> owner) {
    byte[] bytes = content.toByteArray();
    if (startsWith(bytes, 0, GZIP)) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw FileOps.failed("gzip: " + e.getMessage());
      }
    } else if (!startsWith(bytes, MAGIC_AT, MAGIC)) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "the test kit unpacks archives that are plain or by gzip only");
    }
    new TarArchive(bytes, into, folder, owner).unpack();
  }

  private void unpack() {
    while (at + BLOCK <= bytes.length && bytes[at] != 0) {
      int size = Math.toIntExact(octal(124, 12));
      int data = at + BLOCK;
      if (data + size > bytes.length) {
        throw FileOps.failed("unexpected EOF");
      }
      entry(ByteString.copyFrom(bytes, data, size));
      at = data + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
  }

  private void entry(ByteString data) {
    switch ((char) bytes[at + 156]) {
      case 'L' -> longName = cString(data);
      case 'K' -> longLink = cString(data);
      case 'x' -> extended(data.toStringUtf8());
      case '0', '7', '\0' -> put(new Entry.File(data, attributes()));
      case '5' -> put(new Entry.Directory(attributes()));
      case '2' -> put(new Entry.Link(link(), attributes()));
      case '1' ->
          into.find(GoPath.join(folder, link()))
              .filter(Entry.File.class::isInstance)
              .ifPresent(this::put);
      default -> forget(); // devices, pipes and global headers
    }
  }

  private void put(Entry entry) {
    into.put(GoPath.join(folder, GoPath.clean("/" + name())), entry);
    forget();
  }

  private void forget() {
    longName = "";
    longLink = "";
  }

  private String name() {
    if (!longName.isEmpty()) {
      return longName;
    }
    String prefix =
        startsWith(bytes, at + MAGIC_AT, new byte[] {'u', 's', 't', 'a', 'r', 0})
            ? text(345, 155)
            : "";
    return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
  }

  private String link() {
    return longLink.isEmpty() ? text(157, 100) : longLink;
  }

  private Attributes attributes() {
    return new Attributes(
        (int) octal(100, 8) & 07777,
        owner.map(Owner::uid).orElse((int) octal(108, 8)),
        owner.map(Owner::gid).orElse((int) octal(116, 8)),
        octal(136, 12) * 1_000_000_000L);
  }

  /** The records of a POSIX extended header: {@code length key=value}. */
  private void extended(String records) {
    for (String record : records.split("\n", -1)) {
      String[] pair = record.substring(record.indexOf(' ') + 1).split("=", 2);
      if (pair[0].equals("path")) {
        longName = pair[1];
      } else if (pair[0].equals("linkpath")) {
        longLink = pair[1];
      }
    }
  }

  private static String cString(ByteString data) {
    String text = data.toStringUtf8();
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private String text(int offset, int length) {
    return cString(ByteString.copyFrom(bytes, at + offset, length));
  }

  private long octal(int offset, int length) {
    String text = text(offset, length).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text, 8);
  }
}
