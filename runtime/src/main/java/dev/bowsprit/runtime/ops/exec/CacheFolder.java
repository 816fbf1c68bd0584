package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.runtime.worker.ref.RefInfo.RecordType;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** One folder of a cache mount, with a file beside it that tells what it is. */
final class CacheFolder {

  private static final String KEY = "key";
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String CREATED = "created";
  private static final String USED = "used";
  private static final String COUNT = "count";

  private final Path folder;
  private final Properties record;
  private int users;
  private boolean shared;
  private boolean retired;

  private CacheFolder(Path folder, Properties record) {
    this.folder = folder;
    this.record = record;
  }

  static CacheFolder create(Path folder, String key, String name, String description, Instant now)
      throws IOException {
    Properties record = new Properties();
    record.setProperty(KEY, key);
    record.setProperty(NAME, name);
    record.setProperty(DESCRIPTION, description);
    record.setProperty(CREATED, now.toString());
    record.setProperty(COUNT, "0");
    CacheFolder cache = new CacheFolder(folder, record);
    Files.createDirectory(folder);
    Files.createDirectory(cache.files());
    Nodes.chmod(cache.files(), 0755);
    Files.createDirectory(cache.work());
    cache.write();
    return cache;
  }

  /** Reads a folder; empty if it is not complete. */
  static Optional<CacheFolder> read(Path folder) throws IOException {
    Path file = folder.resolve("record");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties record = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      record.load(reader);
    }
    return Optional.of(new CacheFolder(folder, record));
  }

  private void write() throws IOException {
    Path next = folder.resolve("record.new");
    try (Writer writer = Files.newBufferedWriter(next)) {
      record.store(writer, null);
    }
    Files.move(next, folder.resolve("record"), StandardCopyOption.ATOMIC_MOVE);
  }

  String id() {
    return folder.getFileName().toString();
  }

  Path folder() {
    return folder;
  }

  /** What the cache holds. */
  Path files() {
    return folder.resolve("fs");
  }

  /** What overlayfs needs beside it. */
  Path work() {
    return folder.resolve("work");
  }

  /** What a step must ask for to get it. */
  String key() {
    return text(KEY);
  }

  /** What the author calls it. */
  String name() {
    return text(NAME);
  }

  boolean isInUse() {
    return users > 0;
  }

  /** Whether more steps may join those that use it. */
  boolean isShared() {
    return users > 0 && shared;
  }

  boolean isRetired() {
    return retired;
  }

  /** Gives it to no other step; it is deleted when the last that uses it ends. */
  void retire() {
    retired = true;
  }

  void use(boolean withOthers, Instant now) {
    users++;
    shared = withOthers;
    record.setProperty(USED, now.toString());
    record.setProperty(COUNT, Integer.toString(count() + 1));
    try {
      write();
    } catch (IOException e) {
      users--;
      throw new UncheckedIOException(e);
    }
  }

  void unuse() {
    users--;
  }

  private int count() {
    return Integer.parseInt(text(COUNT));
  }

  private String text(String property) {
    return record.getProperty(property, "");
  }

  UsageRecord usage(long size) {
    return new UsageRecord(
        id(),
        List.of(),
        true,
        isInUse(),
        size,
        Instant.parse(text(CREATED)),
        Optional.of(text(USED)).filter(t -> !t.isEmpty()).map(Instant::parse),
        count(),
        text(DESCRIPTION),
        RecordType.CACHE_MOUNT,
        false);
  }
}
