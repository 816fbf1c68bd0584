package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fills the nodes of trees from the disk. */
final class TreeReader {

  private static final int BUFFER = 64 * 1024;
  private static final int PORTION = 128;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final WorkPool pool;

  TreeReader(WorkPool pool) {
    this.pool = pool;
  }

  /** A node for a file, with nothing known yet of what is in it. */
  static TreeNode node(Path place) throws IOException {
    return node(place, Nodes.stat(place));
  }

  private static TreeNode node(Path place, Stat stat) throws IOException {
    String link = stat.isSymbolicLink() ? Files.readSymbolicLink(place).toString() : "";
    return new TreeNode(stat.mode(), link);
  }

  /** Lists a folder. */
  void list(TreeNode folder, Path place) throws IOException {
    if (folder.isListed()) {
      return;
    }
    SortedMap<String, TreeNode> children = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
      for (Path entry : entries) {
        Stat stat = Nodes.stat(entry);
        if (!stat.isWhiteout()) {
          children.put(entry.getFileName().toString(), node(entry, stat));
        }
      }
    }
    folder.list(children);
  }

  /** Learns everything of a node and all below it. */
  void readAll(TreeNode node, Path place) throws IOException {
    if (node.isWhole()) {
      return;
    }
    WorkPool.Batch batch = pool.batch();
    batch.add(() -> read(batch, node, place));
    batch.join();
  }

  private void read(WorkPool.Batch batch, TreeNode node, Path place) throws IOException {
    if (!node.isDirectory()) {
      hash(node, place);
      return;
    }
    hash(node, place);
    list(node, place);
    int count = 0;
    SortedMap<String, TreeNode> portion = new TreeMap<>();
    for (var child : node.children().entrySet()) {
      if (child.getValue().isDirectory()) {
        batch.add(() -> read(batch, child.getValue(), place.resolve(child.getKey())));
        continue;
      }
      portion.put(child.getKey(), child.getValue());
      if (++count % PORTION == 0) {
        SortedMap<String, TreeNode> full = portion;
        batch.add(() -> hashAll(full, place));
        portion = new TreeMap<>();
      }
    }
    hashAll(portion, place);
  }

  private static void hashAll(SortedMap<String, TreeNode> nodes, Path place) throws IOException {
    for (var each : nodes.entrySet()) {
      hash(each.getValue(), place.resolve(each.getKey()));
    }
  }

  /** Learns the digest of a file itself. */
  static void hash(TreeNode node, Path place) throws IOException {
    if (node.isHashed()) {
      return;
    }
    Stat stat = Nodes.stat(place);
    boolean device = stat.type() == Stat.S_IFBLK || stat.type() == Stat.S_IFCHR;
    Optional<Digest> content =
        switch (stat.type()) {
          case Stat.S_IFREG -> Optional.of(content(place, stat.size()));
          case Stat.S_IFSOCK -> Optional.of(content(place, 0));
          default -> Optional.empty();
        };
    node.hashed(
        EntryDigest.of(
            new EntryDigest.Entry(
                stat.mode(),
                stat.uid(),
                stat.gid(),
                device ? stat.rdev() : 0,
                node.link(),
                attributes(place),
                content)));
  }

  private static SortedMap<String, byte[]> attributes(Path place) throws LinuxException {
    SortedMap<String, byte[]> result = new TreeMap<>();
    for (String name : Xattrs.list(place)) {
      Optional<byte[]> value =
          EntryDigest.counts(name) ? Xattrs.get(place, name) : Optional.empty();
      value.ifPresent(v -> result.put(name, v));
    }
    return result;
  }

  private static Digest content(Path place, long size) throws IOException {
    MessageDigest hash = Digest.sha256Hash();
    if (size > 0) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size + 1, BUFFER));
      try (FileChannel in = FileChannel.open(place, READ)) {
        while (in.read(buffer) >= 0) {
          hash.update(buffer.flip());
          buffer.clear();
        }
      }
    }
    return Digest.ofSha256(hash);
  }
}
