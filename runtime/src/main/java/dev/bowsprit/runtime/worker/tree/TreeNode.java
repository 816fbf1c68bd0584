package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tree whose digests are wanted, with what is known of it so far. A tree is used by one
 * thread at a time; only different nodes may be filled by different threads.
 */
public final class TreeNode {

  private static final int TYPE = 0170000;
  private static final int SYMLINK = 0120000;
  private static final int DIRECTORY = 0040000;

  private final int mode;
  private final String link;
  private byte @Nullable [] own;
  private byte @Nullable [] whole;
  private @Nullable SortedMap<String, TreeNode> children;

  /**
   * A node of which only this is known.
   *
   * @param mode type and permissions, as in {@code st_mode}
   * @param link the target of a symbolic link, else empty
   */
  TreeNode(int mode, String link) {
    this.mode = mode;
    this.link = link;
  }

  /** A file or an empty folder of which everything is known. */
  public static TreeNode of(int mode, String link, byte[] own) {
    TreeNode node = new TreeNode(mode, link);
    node.own = own;
    if (node.isDirectory()) {
      node.children = new TreeMap<>();
    }
    return node;
  }

  /** Puts a file into a folder of which everything is known. */
  public void add(String name, TreeNode child) {
    if (children == null) {
      throw new IllegalStateException("not listed");
    }
    children.put(name, child);
    whole = null;
  }

  boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  boolean isSymlink() {
    return (mode & TYPE) == SYMLINK;
  }

  String link() {
    return link;
  }

  boolean isListed() {
    return children != null;
  }

  void list(SortedMap<String, TreeNode> found) {
    children = found;
  }

  SortedMap<String, TreeNode> children() {
    if (children == null) {
      throw new IllegalStateException("not listed");
    }
    return children;
  }

  Collection<TreeNode> childNodes() {
    return children().values();
  }

  boolean isHashed() {
    return own != null;
  }

  void hashed(byte[] digest) {
    own = digest;
  }

  /** The digest of the file itself, without what is in a folder. */
  byte[] own() {
    if (own == null) {
      throw new IllegalStateException("not hashed");
    }
    return own;
  }

  /** Whether {@link #whole} was asked for before. */
  boolean isWhole() {
    return whole != null || (own != null && !isDirectory());
  }

  /** The digest of the file with all that is below it, which must be known. */
  public byte[] whole() {
    if (!isDirectory()) {
      return own();
    }
    if (whole == null) {
      MessageDigest hash = Digest.sha256Hash();
      hash.update(own());
      for (var child : children().entrySet()) {
        update(hash, child.getKey(), child.getValue().whole());
      }
      whole = hash.digest();
    }
    return whole;
  }

  /** Adds a name and a digest to a hash, so that no other list of them gives the same bytes. */
  static void update(MessageDigest hash, String name, byte[] digest) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    hash.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    hash.update(bytes);
    hash.update(digest);
  }
}
