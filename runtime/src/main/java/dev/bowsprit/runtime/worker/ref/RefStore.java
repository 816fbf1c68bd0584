package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.layer.Compression;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All file systems the engine knows: what BuildKit calls the cache manager. What it holds survives
 * a restart; what nobody leases may be pruned.
 */
public interface RefStore extends AutoCloseable {

  /** The empty file system. */
  ImmutableRef scratch();

  /** The reference of that name, leased, if it still exists. */
  Optional<ImmutableRef> get(String id);

  /** Begins a new layer over a reference, which stays leased by the caller. */
  MutableRef mutable(ImmutableRef base, RefInfo info);

  /**
   * A reference to these layer blobs, lowest first, unpacking those of the content store that are
   * not unpacked yet.
   */
  ImmutableRef ofBlobs(List<LayerBlob> blobs, RefInfo info);

  /** The layers of several references on top of each other, the first lowest. Copies nothing. */
  ImmutableRef merge(List<ImmutableRef> inputs, RefInfo info);

  /** What {@code upper} adds to, changes in and deletes from {@code lower}. */
  ImmutableRef diff(ImmutableRef lower, ImmutableRef upper, RefInfo info);

  /**
   * The blobs of a reference's layers, lowest first, archived now where they are not yet.
   *
   * @param compression of layers that have no blob yet, and with {@code force} of all
   * @param epoch the latest time that entries may carry, in seconds since 1970; empty to keep times
   */
  List<LayerBlob> blobs(
      ImmutableRef ref, Compression compression, boolean force, OptionalLong epoch);

  /** Deletes a reference that is of no use any more, unless somebody leases it. */
  void drop(String id);

  /** What to mount to see a reference read-only. */
  List<Mount> view(ImmutableRef ref);

  /** Everything that takes space, for {@code du}. */
  List<UsageRecord> usage();

  /** Deletes what the policy selects and nobody leases, oldest use first. */
  List<UsageRecord> prune(PrunePolicy policy);

  @Override
  void close();
}
