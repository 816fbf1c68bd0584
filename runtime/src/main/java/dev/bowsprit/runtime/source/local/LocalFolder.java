package dev.bowsprit.runtime.source.local;

import dev.bowsprit.runtime.source.local.LocalIndex.Entry;
import dev.bowsprit.runtime.worker.tree.TreeNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One folder of a client as it was received last, with its index. The index is absent while the
 * folder is being changed: a folder without one is worth nothing after a crash.
 */
final class LocalFolder {

  private final Path home;
  private final String key;
  private final Instant created;
  private String request;
  private Instant lastUsed;
  private int usageCount;
  private boolean inUse;
  private @Nullable Map<String, Entry> entries;
  private @Nullable TreeNode tree;
  private long size;

  private LocalFolder(Path home, String key, String request, Instant created, Instant lastUsed) {
    this.home = home;
    this.key = key;
    this.request = request;
    this.created = created;
    this.lastUsed = lastUsed;
  }

  /** Makes a new, empty one. */
  static LocalFolder create(Path home, String key, Instant now) throws IOException {
    Files.createDirectories(home.resolve("files"));
    Files.writeString(home.resolve("key"), key);
    LocalFolder folder = new LocalFolder(home, key, "", now, now);
    folder.entries = Map.of();
    return folder;
  }

  /** Opens one that a former engine left whole. */
  static Optional<LocalFolder> open(Path home) throws IOException {
    Path index = home.resolve("index");
    if (!Files.exists(index)) {
      return Optional.empty();
    }
    String key = Files.readString(home.resolve("key"));
    Path request = home.resolve("request");
    LocalFolder folder =
        new LocalFolder(
            home,
            key,
            Files.exists(request) ? Files.readString(request) : "",
            Files.getLastModifiedTime(home.resolve("key")).toInstant(),
            Files.getLastModifiedTime(index).toInstant());
    Path sizeFile = home.resolve("size");
    folder.size = Files.exists(sizeFile) ? Long.parseLong(Files.readString(sizeFile)) : 0;
    return Optional.of(folder);
  }

  String name() {
    return String.valueOf(home.getFileName());
  }

  Path home() {
    return home;
  }

  /** Where the files are. */
  Path files() {
    return home.resolve("files");
  }

  String key() {
    return key;
  }

  /** What was asked for when it was received last. */
  String request() {
    return request;
  }

  Instant created() {
    return created;
  }

  Instant lastUsed() {
    return lastUsed;
  }

  int usageCount() {
    return usageCount;
  }

  boolean isInUse() {
    return inUse;
  }

  long size() {
    return size;
  }

  /** Marks it as used or free; the pool calls this under its lock. */
  void use(boolean used, Instant now) {
    inUse = used;
    lastUsed = now;
    if (used) {
      usageCount++;
    }
  }

  /** What it holds; empty if that cannot be known. */
  Optional<Map<String, Entry>> entries() {
    if (entries == null) {
      LocalIndex.read(home.resolve("index")).ifPresent(read -> entries = read);
    }
    return Optional.ofNullable(entries);
  }

  /** The tree of what it holds, for digests. */
  TreeNode tree() {
    if (tree == null) {
      tree = LocalIndex.tree(entries().orElseThrow());
    }
    return tree;
  }

  /** To be called before anything in it is changed. */
  void invalidate() {
    try {
      Files.deleteIfExists(home.resolve("index"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tree = null;
    entries = null;
  }

  /** Records what it holds now. */
  void received(Map<String, Entry> received, boolean changed, String digest, Instant now)
      throws IOException {
    if (!request.equals(digest)) {
      Files.writeString(home.resolve("request"), digest);
      request = digest;
    }
    Path index = home.resolve("index");
    entries = received;
    if (changed || !Files.exists(index)) {
      size = received.values().stream().mapToLong(entry -> entry.stat().getSize()).sum();
      Files.writeString(home.resolve("size"), Long.toString(size));
      LocalIndex.write(index, received);
    } else {
      Files.setLastModifiedTime(index, FileTime.from(now));
    }
  }
}
