package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.Layer;
import dev.bowsprit.runtime.worker.ref.SpaceOwner;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.runtime.worker.snapshot.Overlay;
import dev.bowsprit.runtime.worker.snapshot.Snapshotter;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import dev.bowsprit.wire.pb.CacheSharingOpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/**
 * The folders of cache mounts: they outlive the steps that fill them and never count in a cache
 * key. Each is named by what the author calls it and by the reference it was begun with, if any.
 *
 * <p>Several folders may have one name: a step with a private mount takes one that nobody uses.
 */
public final class CacheMounts implements SpaceOwner {

  private final Path folders;
  private final Path removed;
  private final Snapshotter snapshots;
  private final InstantSource clock;
  private final Map<String, CacheFolder> all = new TreeMap<>();

  /**
   * Opens the caches of a folder, which is made if absent.
   *
   * @param snapshots where the layers of references are, on which caches are begun
   */
  public CacheMounts(Path root, Snapshotter snapshots, InstantSource clock) throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    this.folders = Files.createDirectories(root.resolve("folders"));
    this.removed = Files.createDirectories(root.resolve("removed"));
    this.snapshots = snapshots;
    this.clock = clock;
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(removed)) {
      leftovers.forEach(Trees::delete);
    }
    try (DirectoryStream<Path> existing = Files.newDirectoryStream(folders)) {
      for (Path folder : existing) {
        Optional<CacheFolder> cache = CacheFolder.read(folder);
        if (cache.isPresent()) {
          all.put(cache.get().id(), cache.get());
        } else {
          // The engine was killed before it was complete.
          Trees.delete(folder);
        }
      }
    }
  }

  /**
   * Takes a cache for a step.
   *
   * @param name what the author calls it
   * @param base what it is begun with
   * @param sharing who may use it at the same time; a locked one is waited for
   * @param description of a new one, for people
   */
  public synchronized Lease acquire(
      String name, Optional<ImmutableRef> base, CacheSharingOpt sharing, String description) {
    String key = base.map(ref -> name + ":" + ref.id()).orElse(name);
    CacheFolder cache =
        switch (sharing) {
          case SHARED ->
              shared(key).or(() -> free(key)).orElseGet(() -> make(key, name, description));
          case PRIVATE -> free(key).orElseGet(() -> make(key, name, description));
          case LOCKED -> locked(key).orElseGet(() -> make(key, name, description));
          case UNRECOGNIZED ->
              throw GatewayException.of(
                  GatewayException.Code.INVALID_ARGUMENT, "invalid cache sharing option");
        };
    cache.use(sharing == CacheSharingOpt.SHARED, clock.instant());
    return new Lease(cache, base);
  }

  private Optional<CacheFolder> shared(String key) {
    return named(key).stream().filter(CacheFolder::isShared).findFirst();
  }

  private Optional<CacheFolder> free(String key) {
    return named(key).stream().filter(cache -> !cache.isInUse()).findFirst();
  }

  private Optional<CacheFolder> locked(String key) {
    while (!named(key).isEmpty()) {
      Optional<CacheFolder> free = free(key);
      if (free.isPresent()) {
        return free;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (CancellationException) new CancellationException("interrupted").initCause(e);
      }
    }
    return Optional.empty();
  }

  private List<CacheFolder> named(String key) {
    return all.values().stream()
        .filter(cache -> !cache.isRetired() && cache.key().equals(key))
        .toList();
  }

  private CacheFolder make(String key, String name, String description) {
    String id = UUID.randomUUID().toString().replace("-", "");
    try {
      CacheFolder cache =
          CacheFolder.create(folders.resolve(id), key, name, description, clock.instant());
      all.put(id, cache);
      return cache;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the next steps begin anew with these caches: what a build without cache asks for. */
  public synchronized void forget(String name) {
    for (CacheFolder cache : List.copyOf(all.values())) {
      if (cache.name().equals(name)) {
        if (cache.isInUse()) {
          cache.retire();
        } else {
          delete(cache);
        }
      }
    }
  }

  private void delete(CacheFolder cache) {
    Path grave = removed.resolve(cache.id());
    try {
      Files.move(cache.folder(), grave, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.remove(cache.id());
    Trees.delete(grave);
  }

  @Override
  public List<UsageRecord> usage() {
    List<CacheFolder> snapshot;
    synchronized (this) {
      snapshot = new ArrayList<>(all.values());
    }
    List<UsageRecord> records = new ArrayList<>();
    for (CacheFolder cache : snapshot) {
      if (Files.exists(cache.files())) {
        records.add(cache.usage(Trees.usage(cache.files())));
      }
    }
    return records;
  }

  @Override
  public synchronized boolean remove(String id) {
    CacheFolder cache = all.get(id);
    if (cache == null || cache.isInUse()) {
      return false;
    }
    delete(cache);
    return true;
  }

  private synchronized void release(CacheFolder cache) {
    cache.unuse();
    if (cache.isRetired() && !cache.isInUse()) {
      delete(cache);
    }
    notifyAll();
  }

  /** A cache in use by a step. */
  public final class Lease implements AutoCloseable {
    private final CacheFolder cache;
    private final List<Mount> mounts;
    private boolean closed;

    private Lease(CacheFolder cache, Optional<ImmutableRef> base) {
      this.cache = cache;
      List<Path> lower =
          base.map(ImmutableRef::layers).orElse(List.of()).stream()
              .map(Layer::id)
              .map(snapshots::folder)
              .toList();
      this.mounts =
          List.of(
              lower.isEmpty()
                  ? Mount.bind(cache.files().toString(), false)
                  : Overlay.writable(cache.files(), cache.work(), lower));
    }

    /** What to mount to write into it. */
    public List<Mount> mounts() {
      return mounts;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(cache);
      }
    }
  }
}
