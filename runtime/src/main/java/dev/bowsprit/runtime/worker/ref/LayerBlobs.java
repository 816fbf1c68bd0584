package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.layer.BrokenLayerException;
import dev.bowsprit.runtime.worker.layer.Compression;
import dev.bowsprit.runtime.worker.layer.LayerArchiver;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.snapshot.Snapshotter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Turns layers into blobs and back, each at most once, on as many threads as there are cores. */
final class LayerBlobs implements AutoCloseable {

  private record Work(String layer, String variant) {}

  private final LayerTable table;
  private final Snapshotter snapshots;
  private final ContentStore content;
  private final LayerArchiver archiver;
  private final Map<Work, FutureTask<LayerBlob>> running = new ConcurrentHashMap<>();
  private final Map<Digest, ReentrantLock> unpacking = new ConcurrentHashMap<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().name("layers-", 0).daemon().factory());

  LayerBlobs(
      LayerTable table, Snapshotter snapshots, ContentStore content, LayerArchiver archiver) {
    this.table = table;
    this.snapshots = snapshots;
    this.content = content;
    this.archiver = archiver;
  }

  /** The blob that a layer was unpacked from. */
  Optional<LayerBlob> original(String layer) {
    return table.blob(layer, LayerTable.ORIGINAL);
  }

  /** Forgets a layer; the digests of those of its blobs that no other layer has. */
  List<Digest> forget(String layer) {
    return table.remove(layer).stream()
        .map(blob -> blob.descriptor().digest())
        .distinct()
        .filter(digest -> !table.uses(digest))
        .toList();
  }

  void archiveInBackground(ImmutableRef ref, Compression compression) {
    start(ref, compression, false, OptionalLong.empty());
  }

  List<LayerBlob> of(ImmutableRef ref, Compression compression, boolean force, OptionalLong epoch) {
    List<LayerBlob> result = new ArrayList<>();
    for (FutureTask<LayerBlob> task : start(ref, compression, force, epoch)) {
      result.add(join(task));
    }
    return result;
  }

  private List<FutureTask<LayerBlob>> start(
      ImmutableRef ref, Compression compression, boolean force, OptionalLong epoch) {
    List<Layer> layers = ref.layers();
    List<FutureTask<LayerBlob>> tasks = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      tasks.add(start(ref, layers, i, compression, force, epoch));
    }
    return tasks;
  }

  private FutureTask<LayerBlob> start(
      ImmutableRef ref,
      List<Layer> layers,
      int index,
      Compression compression,
      boolean force,
      OptionalLong epoch) {
    Layer layer = layers.get(index);
    if (layer.blob().isPresent() && !force && epoch.isEmpty()) {
      return done(layer.blob().get());
    }
    String variant = variant(compression, epoch);
    Optional<LayerBlob> known = table.blob(layer.id(), variant);
    if (known.isPresent() && content.size(known.get().descriptor().digest()).isPresent()) {
      return done(known.get());
    }
    Work work = new Work(layer.id(), variant);
    return running.computeIfAbsent(
        work,
        w -> {
          ImmutableRef lease = ref.share();
          FutureTask<LayerBlob> task =
              new FutureTask<>(() -> archive(lease, layers, index, compression, epoch, work));
          pool.execute(task);
          return task;
        });
  }

  private LayerBlob archive(
      ImmutableRef lease,
      List<Layer> layers,
      int index,
      Compression compression,
      OptionalLong epoch,
      Work work)
      throws IOException {
    try (lease) {
      Layer layer = layers.get(index);
      LayerBlob blob;
      if (layer.blob().isPresent()) {
        blob =
            epoch.isPresent()
                ? archiver.rewrite(layer.blob().get(), compression, epoch.getAsLong())
                : archiver.convert(layer.blob().get(), compression);
      } else {
        List<Path> below =
            layers.subList(0, index).stream().map(l -> snapshots.folder(l.id())).toList();
        blob = archiver.archive(snapshots.folder(layer.id()), below, compression, epoch);
      }
      if (!layer.id().startsWith("/")) {
        table.put(work.layer(), work.variant(), blob);
      }
      return blob;
    } finally {
      running.remove(work);
    }
  }

  private static String variant(Compression compression, OptionalLong epoch) {
    StringBuilder variant = new StringBuilder(compression.type().name());
    compression.level().ifPresent(level -> variant.append('-').append(level));
    epoch.ifPresent(time -> variant.append('@').append(time));
    return variant.toString();
  }

  /**
   * The layers of these blobs, lowest first, each protected once for the caller.
   *
   * @throws UncheckedIOException if a blob is broken or not here
   */
  List<String> unpack(List<LayerBlob> blobs, Layers layers) {
    List<FutureTask<String>> tasks = new ArrayList<>();
    AtomicBoolean failed = new AtomicBoolean();
    for (LayerBlob blob : blobs) {
      FutureTask<String> task =
          new FutureTask<>(
              () -> {
                if (failed.get()) {
                  throw new CancellationException("another layer is broken");
                }
                return unpackOnce(blob, layers);
              });
      pool.execute(task);
      tasks.add(task);
    }
    try {
      List<String> result = new ArrayList<>();
      for (FutureTask<String> task : tasks) {
        result.add(join(task));
      }
      return result;
    } catch (RuntimeException | Error e) {
      failed.set(true);
      settle(tasks, layers);
      throw e;
    }
  }

  /**
   * Gives up the layers that were unpacked, which deletes them and their blobs. It is waited for,
   * unless this thread is interrupted: whoever tries again must not find what is about to go.
   */
  private static void settle(List<FutureTask<String>> tasks, Layers layers) {
    Thread ending = Thread.startVirtualThread(() -> tasks.forEach(task -> settle(task, layers)));
    try {
      ending.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void settle(FutureTask<String> task, Layers layers) {
    String layer;
    try {
      layer = join(task);
    } catch (RuntimeException e) {
      return; // What failed holds nothing; why is told by whoever waits for the first of them.
    }
    layers.settle(layer);
  }

  private String unpackOnce(LayerBlob blob, Layers layers) throws IOException {
    ReentrantLock lock = unpacking.computeIfAbsent(blob.diffId(), d -> new ReentrantLock());
    lock.lock();
    try {
      Optional<String> known = table.unpacked(blob.diffId()).filter(layers::protect);
      return known.isPresent() ? known.get() : unpack(blob, layers);
    } finally {
      lock.unlock();
    }
  }

  private String unpack(LayerBlob blob, Layers layers) throws IOException {
    String layer = layers.create();
    boolean done = false;
    try {
      LayerBlob unpacked = archiver.unpack(blob.descriptor(), snapshots.folder(layer));
      if (!unpacked.diffId().equals(blob.diffId())) {
        throw new BrokenLayerException(
            blob.descriptor(),
            "its archive has the diffID %s, but the image's config says %s"
                .formatted(unpacked.diffId(), blob.diffId()));
      }
      table.put(layer, LayerTable.ORIGINAL, blob);
      done = true;
      return layer;
    } finally {
      if (!done) {
        layers.settle(layer);
      }
    }
  }

  private static FutureTask<LayerBlob> done(LayerBlob blob) {
    FutureTask<LayerBlob> task = new FutureTask<>(() -> blob);
    task.run();
    return task;
  }

  private static <T> T join(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case IOException io -> throw new UncheckedIOException(io);
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** Makes and protects layers. */
  interface Layers {

    /** A new layer, protected once. */
    String create();

    /** Protects a layer; false if it is gone. */
    boolean protect(String layer);

    /** Ends a protection; a layer that nothing uses then is removed. */
    void settle(String layer);
  }
}
