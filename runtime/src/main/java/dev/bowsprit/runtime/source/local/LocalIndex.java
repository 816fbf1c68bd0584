package dev.bowsprit.runtime.source.local;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.EntryDigest;
import dev.bowsprit.runtime.worker.tree.TreeNode;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a folder received from a client holds, in a file beside it. */
final class LocalIndex {

  private static final int MAGIC = 0x424c4931;
  private static final int DIRECTORY = 0040755;

  private LocalIndex() {}

  /**
   * One file: as the client described it, with the digest of a regular file's content and the 32
   * bytes of the digest of the file without its name and what is below it.
   */
  static final class Entry {
    private final Stat stat;
    private final Optional<Digest> content;
    private final byte[] own;

    Entry(Stat stat, Optional<Digest> content, byte[] own) {
      this.stat = stat;
      this.content = content;
      this.own = own;
    }

    /** An entry whose digest is worked out. */
    static Entry of(Stat stat, Optional<Digest> content) {
      SortedMap<String, byte[]> attributes = new TreeMap<>();
      stat.getXattrsMap()
          .forEach(
              (name, value) -> {
                if (EntryDigest.counts(name)) {
                  attributes.put(name, value.toByteArray());
                }
              });
      boolean symlink = FileMode.isSymlink(stat.getMode());
      return new Entry(
          stat,
          content,
          EntryDigest.of(
              new EntryDigest.Entry(
                  FileMode.toUnix(stat.getMode()),
                  stat.getUid(),
                  stat.getGid(),
                  (stat.getMode() & FileMode.DEVICE) == 0
                      ? 0
                      : Nodes.device((int) stat.getDevmajor(), (int) stat.getDevminor()),
                  symlink ? stat.getLinkname() : "",
                  attributes,
                  content)));
    }

    Stat stat() {
      return stat;
    }

    Optional<Digest> content() {
      return content;
    }

    byte[] own() {
      return own;
    }
  }

  /** The tree of all entries, for digests. Parents are among the entries. */
  static TreeNode tree(Map<String, Entry> entries) {
    TreeNode root =
        TreeNode.of(
            DIRECTORY,
            "",
            EntryDigest.of(
                new EntryDigest.Entry(DIRECTORY, 0, 0, 0, "", new TreeMap<>(), Optional.empty())));
    Map<String, TreeNode> folders = new HashMap<>();
    folders.put("", root);
    List<String> paths = new ArrayList<>(entries.keySet());
    // A parent's path is a prefix of its children's, so it comes first.
    paths.sort(null);
    for (String path : paths) {
      Entry entry = entries.get(path);
      if (entry == null) {
        continue;
      }
      int mode = FileMode.toUnix(entry.stat.getMode());
      boolean symlink = FileMode.isSymlink(entry.stat.getMode());
      TreeNode node = TreeNode.of(mode, symlink ? entry.stat.getLinkname() : "", entry.own);
      if (FileMode.isDir(entry.stat.getMode())) {
        folders.put(path, node);
      }
      int slash = path.lastIndexOf('/');
      TreeNode parent = folders.get(slash < 0 ? "" : path.substring(0, slash));
      if (parent == null) {
        throw new IllegalStateException("no parent of " + path);
      }
      parent.add(path.substring(slash + 1), node);
    }
    return root;
  }

  /** Writes an index so that it is there whole or not at all. */
  static void write(Path file, Map<String, Entry> entries) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
      out.writeInt(MAGIC);
      out.writeInt(entries.size());
      for (Entry entry : entries.values()) {
        byte[] stat = entry.stat.toByteArray();
        out.writeInt(stat.length);
        out.write(stat);
        out.writeUTF(entry.content.map(Digest::hex).orElse(""));
        out.write(entry.own);
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads an index; empty if there is none that can be read. */
  static Optional<Map<String, Entry>> read(Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != MAGIC) {
        return Optional.empty();
      }
      int count = in.readInt();
      Map<String, Entry> entries = HashMap.newHashMap(count);
      for (int i = 0; i < count; i++) {
        Stat stat = Stat.parseFrom(bytes(in, in.readInt()));
        String hex = in.readUTF();
        Optional<Digest> content =
            hex.isEmpty() ? Optional.empty() : Optional.of(new Digest("sha256", hex));
        entries.put(stat.getPath(), new Entry(stat, content, bytes(in, 32)));
      }
      return Optional.of(entries);
    } catch (InvalidProtocolBufferException | EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(DataInputStream in, int count) throws IOException {
    byte[] result = in.readNBytes(count);
    if (result.length < count) {
      throw new EOFException();
    }
    return result;
  }
}
