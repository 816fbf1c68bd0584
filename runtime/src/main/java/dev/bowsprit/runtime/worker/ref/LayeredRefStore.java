package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.layer.Compression;
import dev.bowsprit.runtime.worker.layer.LayerArchiver;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.snapshot.Snapshotter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The reference store over a snapshotter that stacks independent layers.
 *
 * <p>A reference is a list of layers. So a merge is the concatenation of lists, a difference mostly
 * their tail, and an image layer is unpacked once, whatever it lies on.
 */
public final class LayeredRefStore implements RefStore, FolderRefs {

  private final Path root;
  private final Snapshotter snapshots;
  private final ContentStore content;
  private final LayerBlobs blobs;
  private final RefRecords records;
  private final Mounter mounter;
  private final TreeDiffer differ;
  private final List<SpaceOwner> owners;
  private final Checkpoint checkpoint;
  private final LayerPool layerPool = new LayerPool();

  /** Mounts a list of mounts somewhere, or gives the folder itself if it needs no mount. */
  @FunctionalInterface
  public interface Mounter {
    /** Mounts; closing what is returned unmounts. */
    MountedDir mount(List<Mount> mounts);
  }

  /** Writes the difference of two trees into the folder of a new layer. */
  @FunctionalInterface
  public interface TreeDiffer {
    /** What {@code upper} adds to, changes in and deletes from {@code lower}. */
    void diff(Path lower, Path upper, Path layer) throws IOException;
  }

  /**
   * Opens the store and removes what an engine that was killed has left half-made.
   *
   * @param root the engine's folder, on the disk whose free space counts
   * @param owners what else takes space under the root
   */
  public LayeredRefStore(
      Path root,
      MetadataStore store,
      Snapshotter snapshots,
      ContentStore content,
      LayerArchiver archiver,
      Mounter mounter,
      TreeDiffer differ,
      List<SpaceOwner> owners) {
    this.root = root;
    this.snapshots = snapshots;
    this.content = content;
    this.mounter = mounter;
    this.differ = differ;
    this.owners = List.copyOf(owners);
    this.records = new RefRecords(store);
    this.blobs = new LayerBlobs(new LayerTable(store), snapshots, content, archiver);
    this.checkpoint = new Checkpoint(store, root);
    checkpoint.begin().ifPresent(records::dropNewerThan);
    records.dropIncomplete(snapshots.list());
    Set<String> kept = records.layers();
    for (String layer : snapshots.list()) {
      if (!kept.contains(layer)) {
        dropLayer(layer);
      }
    }
  }

  /** Waits until everything so far is on the disk, so that a power failure loses none of it. */
  public void checkpoint() {
    checkpoint.take();
  }

  /** Tells of each reference that is deleted. */
  public void onRemoved(Consumer<String> listener) {
    records.onRemoved(listener);
  }

  /** The blobs of the layers of a reference that has none yet are written while others go on. */
  public void archiveInBackground(ImmutableRef ref, Compression compression) {
    blobs.archiveInBackground(ref, compression);
  }

  @Override
  public ImmutableRef scratch() {
    return new Lease(records.scratch());
  }

  @Override
  public Optional<ImmutableRef> get(String id) {
    return records.lease(id).map(Lease::new);
  }

  @Override
  public ImmutableRef external(String id, Path folder, Runnable release) {
    return new Lease(RefRecord.external(id, List.of(folder.toAbsolutePath().toString()), release));
  }

  @Override
  public MutableRef mutable(ImmutableRef base, RefInfo info) {
    ImmutableRef below = own(base);
    return new NewLayer(below, info, layerPool.create());
  }

  @Override
  public ImmutableRef ofBlobs(List<LayerBlob> layerBlobs, RefInfo info) {
    List<String> layers = blobs.unpack(layerBlobs, layerPool);
    try {
      return new Lease(records.create(layers, info));
    } finally {
      layers.forEach(layerPool::settle);
    }
  }

  @Override
  public ImmutableRef merge(List<ImmutableRef> inputs, RefInfo info) {
    List<ImmutableRef> own = inputs.stream().map(this::own).toList();
    try {
      List<String> layers = new ArrayList<>();
      for (ImmutableRef input : own) {
        for (Layer layer : input.layers()) {
          layers.add(layer.id());
        }
      }
      return new Lease(records.create(layers, info));
    } finally {
      own.forEach(ImmutableRef::close);
    }
  }

  @Override
  public ImmutableRef diff(ImmutableRef lower, ImmutableRef upper, RefInfo info) {
    List<String> below = ids(lower);
    List<String> all = ids(upper);
    if (all.size() >= below.size() && all.subList(0, below.size()).equals(below)) {
      try (ImmutableRef own = own(upper)) {
        return new Lease(records.create(ids(own).subList(below.size(), all.size()), info));
      }
    }
    String layer = layerPool.create();
    try (MountedDir from = lower.mount();
        MountedDir to = upper.mount()) {
      differ.diff(from.path(), to.path(), snapshots.folder(layer));
      return new Lease(records.create(List.of(layer), info));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      layerPool.settle(layer);
    }
  }

  @Override
  public List<LayerBlob> blobs(
      ImmutableRef ref, Compression compression, boolean force, OptionalLong epoch) {
    return blobs.of(ref, compression, force, epoch);
  }

  @Override
  public void drop(String id) {
    removeRef(id);
  }

  @Override
  public List<Mount> view(ImmutableRef ref) {
    return snapshots.view(distinct(ids(ref)));
  }

  @Override
  public List<UsageRecord> usage() {
    List<UsageRecord> result = new ArrayList<>(records.usage(snapshots::usage));
    owners.forEach(owner -> result.addAll(owner.usage()));
    return result;
  }

  @Override
  public List<UsageRecord> prune(PrunePolicy policy) {
    return new Pruner(this::usage, this::remove, root).prune(policy);
  }

  @Override
  public void close() {
    blobs.close();
    checkpoint.take();
  }

  private boolean remove(UsageRecord record) {
    for (SpaceOwner owner : owners) {
      if (owner.remove(record.id())) {
        return true;
      }
    }
    return removeRef(record.id());
  }

  private boolean removeRef(String id) {
    Optional<List<String>> unused = records.remove(id);
    unused.ifPresent(layers -> layers.forEach(this::dropLayer));
    return unused.isPresent();
  }

  private void dropLayer(String layer) {
    snapshots.remove(layer);
    records.forgetLayer(layer);
    for (Digest blob : blobs.forget(layer)) {
      try {
        content.delete(blob);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Layers that are protected while nothing refers to them yet. */
  private final class LayerPool implements LayerBlobs.Layers {

    @Override
    public String create() {
      String layer = records.newLayer();
      snapshots.create(layer);
      return layer;
    }

    @Override
    public boolean protect(String layer) {
      return records.protect(layer);
    }

    @Override
    public void settle(String layer) {
      if (records.settle(layer)) {
        dropLayer(layer);
      }
    }
  }

  /** The reference itself, or a copy of it if layers of it belong to somebody else. */
  private ImmutableRef own(ImmutableRef ref) {
    if (ref.layers().stream().noneMatch(layer -> layer.id().startsWith("/"))) {
      return ref.share();
    }
    List<LayerBlob> copies = blobs.of(ref, Compression.NONE, false, OptionalLong.empty());
    return ofBlobs(copies, RefInfo.regular("copy of " + ref.id()));
  }

  private Layer layer(String id) {
    RefRecords.Origin origin = records.origin(id);
    return new Layer(id, blobs.original(id), origin.createdAt(), origin.description());
  }

  private static List<String> ids(ImmutableRef ref) {
    return ref.layers().stream().map(Layer::id).toList();
  }

  /** Each layer once, at its topmost place, where it hides whatever its lower place would do. */
  private static List<String> distinct(List<String> layers) {
    if (new HashSet<>(layers).size() == layers.size()) {
      return layers;
    }
    return new LinkedHashSet<>(layers.reversed()).stream().toList().reversed();
  }

  /** A lease on a record. */
  private final class Lease implements ImmutableRef {

    private final RefRecord record;
    private boolean open = true;

    /** Takes over a lease that the record already counts. */
    Lease(RefRecord record) {
      this.record = record;
    }

    @Override
    public String id() {
      return record.id();
    }

    @Override
    public List<Layer> layers() {
      return record.layers().stream().map(LayeredRefStore.this::layer).toList();
    }

    @Override
    public ImmutableRef share() {
      record.lease();
      return new Lease(record);
    }

    @Override
    public MountedDir mount() {
      return mounter.mount(view(this));
    }

    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        record.release();
      }
    }

    @Override
    public String toString() {
      return record.id();
    }
  }

  /** A layer being written. */
  private final class NewLayer implements MutableRef {

    private final ImmutableRef below;
    private final RefInfo info;
    private final String layer;
    private boolean open = true;

    NewLayer(ImmutableRef below, RefInfo info, String layer) {
      this.below = below;
      this.info = info;
      this.layer = layer;
    }

    @Override
    public String id() {
      return layer;
    }

    @Override
    public List<Mount> mounts() {
      return snapshots.writable(layer, distinct(ids(below)));
    }

    @Override
    public Path folder() {
      return snapshots.folder(layer);
    }

    @Override
    public MountedDir mount() {
      return mounter.mount(mounts());
    }

    @Override
    public synchronized ImmutableRef commit() {
      if (!open) {
        throw new IllegalStateException("reference " + layer + " is no longer being written");
      }
      List<String> layers = new ArrayList<>(ids(below));
      layers.add(layer);
      ImmutableRef result = new Lease(records.create(layers, info));
      open = false;
      layerPool.settle(layer);
      below.close();
      return result;
    }

    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        layerPool.settle(layer);
        below.close();
      }
    }
  }
}
