package dev.bowsprit.runtime.source.local;

import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.SpaceOwner;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The folders received from clients that are kept to be brought up to date by the next build. A
 * folder is used by one build at a time; a second one at the same time gets a folder of its own.
 */
public final class LocalFolders implements SpaceOwner {

  private final Path root;
  private final InstantSource clock;
  private final Map<String, LocalFolder> folders = new LinkedHashMap<>();

  private LocalFolders(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /**
   * Opens the folders, and removes those that a killed engine left half-received.
   *
   * @param root where they are; made if it does not exist
   */
  public static LocalFolders open(Path root, InstantSource clock) throws IOException {
    Files.createDirectories(root);
    LocalFolders result = new LocalFolders(root, clock);
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(root)) {
      for (Path home : homes) {
        Optional<LocalFolder> folder = LocalFolder.open(home);
        if (folder.isPresent()) {
          result.folders.put(folder.get().name(), folder.get());
        } else {
          Trees.delete(home);
        }
      }
    }
    return result;
  }

  /**
   * Takes a folder for a key: one that was received last for the same request, else the one used
   * last, else a new one.
   */
  synchronized LocalFolder acquire(String key, String request) throws IOException {
    Optional<LocalFolder> best =
        folders.values().stream()
            .filter(folder -> !folder.isInUse() && folder.key().equals(key))
            .max(
                Comparator.comparing((LocalFolder folder) -> folder.request().equals(request))
                    .thenComparing(LocalFolder::lastUsed));
    Instant now = clock.instant();
    LocalFolder folder =
        best.isPresent()
            ? best.get()
            : LocalFolder.create(root.resolve(UUID.randomUUID().toString()), key, now);
    folders.put(folder.name(), folder);
    folder.use(true, now);
    return folder;
  }

  /** Gives a folder back. */
  synchronized void release(LocalFolder folder) {
    folder.use(false, clock.instant());
  }

  /** Deletes a folder that was taken. */
  void drop(LocalFolder folder) {
    synchronized (this) {
      folders.remove(folder.name());
    }
    delete(folder);
  }

  @Override
  public synchronized List<UsageRecord> usage() {
    return folders.values().stream().map(LocalFolders::record).toList();
  }

  private static UsageRecord record(LocalFolder folder) {
    String name = folder.key().substring(0, folder.key().indexOf(':'));
    return new UsageRecord(
        folder.name(),
        List.of(),
        true,
        folder.isInUse(),
        folder.size(),
        folder.created(),
        Optional.of(folder.lastUsed()),
        folder.usageCount(),
        "local source for " + name,
        RefInfo.RecordType.LOCAL,
        false);
  }

  @Override
  public boolean remove(String id) {
    LocalFolder folder;
    synchronized (this) {
      folder = folders.get(id);
      if (folder == null || folder.isInUse()) {
        return false;
      }
      folders.remove(id);
    }
    delete(folder);
    return true;
  }

  private static void delete(LocalFolder folder) {
    folder.invalidate();
    Trees.delete(folder.home());
  }

  Instant now() {
    return clock.instant();
  }
}
