package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The digest of one file without its name: type, permissions, owner, device, link target, extended
 * attributes and content, but no time.
 */
public final class EntryDigest {

  private static final int REGULAR = 0100000;
  private static final int SYMLINK = 0120000;
  private static final int SOCKET = 0140000;
  private static final int TYPE = 0170000;

  private EntryDigest() {}

  /**
   * What counts of a file.
   *
   * @param mode type and permissions, as in {@code st_mode}
   * @param uid owner
   * @param gid group
   * @param device the device a device node is, else 0
   * @param link the target of a symbolic link, else empty
   * @param attributes extended attributes of which {@link #counts} holds
   * @param content the digest of a regular file's content, else empty
   */
  public record Entry(
      int mode,
      int uid,
      int gid,
      long device,
      String link,
      SortedMap<String, byte[]> attributes,
      Optional<Digest> content) {}

  /** Whether an extended attribute belongs to the content rather than to the host. */
  public static boolean counts(String attribute) {
    return attribute.equals("security.capability")
        || !(attribute.startsWith("security.")
            || attribute.startsWith("system.")
            || attribute.startsWith("trusted.overlay."));
  }

  /** The digest, 32 bytes. */
  public static byte[] of(Entry entry) {
    MessageDigest hash = Digest.sha256Hash();
    byte[] link = entry.link().getBytes(StandardCharsets.UTF_8);
    hash.update(
        ByteBuffer.allocate(32)
            .putInt(normal(entry.mode()))
            .putInt(entry.uid())
            .putInt(entry.gid())
            .putLong(entry.device())
            .putInt(link.length)
            .putInt(entry.attributes().size())
            .putInt(entry.content().isPresent() ? 1 : 0)
            .array());
    hash.update(link);
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      byte[] name = attribute.getKey().getBytes(StandardCharsets.UTF_8);
      hash.update(
          ByteBuffer.allocate(8).putInt(name.length).putInt(attribute.getValue().length).array());
      hash.update(name);
      hash.update(attribute.getValue());
    }
    entry
        .content()
        .ifPresent(content -> hash.update(content.hex().getBytes(StandardCharsets.US_ASCII)));
    return hash.digest();
  }

  /** A link has no permissions, and a socket is copied as an empty file. */
  private static int normal(int mode) {
    return switch (mode & TYPE) {
      case SYMLINK -> SYMLINK | 0777;
      case SOCKET -> REGULAR | (mode & 07777);
      default -> mode;
    };
  }
}
