package dev.bowsprit.runtime.worker.tar;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One entry of a tar archive, without its content.
 *
 * <p>Names and link targets are bytes, which need not be text in any encoding. They are kept as
 * strings of which every character is one byte (ISO 8859-1), so that they compare and sort as Linux
 * and Go compare them; {@link #bytes} and {@link #text} convert.
 *
 * @param type one of the type constants, the character that archives use
 * @param name the path, of a folder with a slash at its end
 * @param link the target of a link, else empty
 * @param mode permissions with setuid, setgid and sticky
 * @param uid owner
 * @param gid group
 * @param size of the content in bytes
 * @param seconds of the modification time since 1970
 * @param nanos below the seconds
 * @param major of a device, else 0
 * @param minor of a device, else 0
 * @param userName the owner's name, often empty
 * @param groupName the group's name, often empty
 * @param records further PAX records, for instance {@code SCHILY.xattr.security.capability}, keys
 *     as text and values as bytes
 */
public record TarHeader(
    char type,
    String name,
    String link,
    int mode,
    long uid,
    long gid,
    long size,
    long seconds,
    int nanos,
    long major,
    long minor,
    String userName,
    String groupName,
    Map<String, String> records) {

  public static final char FILE = '0';
  public static final char HARD_LINK = '1';
  public static final char SYMLINK = '2';
  public static final char CHARACTER_DEVICE = '3';
  public static final char BLOCK_DEVICE = '4';
  public static final char DIRECTORY = '5';
  public static final char FIFO = '6';

  /** The prefix of records that hold extended attributes. */
  public static final String XATTR_PREFIX = "SCHILY.xattr.";

  /** Takes a copy of the records, sorted. */
  public TarHeader {
    records = records.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(records));
  }

  /** A file of root at the start of 1970. */
  public static TarHeader file(String name, int mode, long size) {
    return of(FILE, name, "", mode, 0, 0, size, 0);
  }

  /** An entry without devices, names of owners and records. */
  public static TarHeader of(
      char type, String name, String link, int mode, long uid, long gid, long size, long seconds) {
    return new TarHeader(
        type, name, link, mode, uid, gid, size, seconds, 0, 0, 0, "", "", Map.of());
  }

  /** The same entry as a hard link to an earlier one. */
  public TarHeader asLink(String name, String target) {
    return new TarHeader(
        HARD_LINK, name, target, mode, uid, gid, 0, seconds, nanos, major, minor, userName,
        groupName, records);
  }

  /** The same entry with a time that is not after a limit, in seconds since 1970. */
  public TarHeader notAfter(long limit) {
    if (seconds < limit || (seconds == limit && nanos == 0)) {
      return this;
    }
    return new TarHeader(
        type, name, link, mode, uid, gid, size, limit, 0, major, minor, userName, groupName,
        records);
  }

  /** Whether content follows the entry. */
  public boolean hasContent() {
    return type == FILE;
  }

  /** The name in the form of this class of some UTF-8 text. */
  public static String bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /** The text that the bytes of a name stand for in UTF-8. */
  public static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
