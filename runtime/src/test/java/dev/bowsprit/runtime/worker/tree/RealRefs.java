package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.layer.TarLayerArchiver;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.ref.SpaceOwner;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A reference store with all its parts, for tests. */
public final class RealRefs implements AutoCloseable {

  private final MetadataStore metadata;
  private final TarLayerArchiver archiver;
  private final LayeredRefStore refs;

  /** A store in a folder that nothing else uses. */
  public RealRefs(Path root) throws IOException {
    this(
        root,
        new Mounter(root.resolve("mounts")),
        new OverlaySnapshotter(root.resolve("snapshots")),
        List.of());
  }

  /**
   * A store that shares its parts.
   *
   * @param others what else has space in the folder
   */
  public RealRefs(Path root, Mounter mounter, OverlaySnapshotter snapshots, List<SpaceOwner> others)
      throws IOException {
    metadata = MetadataStore.open(root.resolve("metadata.db"));
    FileContentStore content = new FileContentStore(root.resolve("content"));
    archiver = new TarLayerArchiver(content);
    refs =
        new LayeredRefStore(
            root, metadata, snapshots, content, archiver, mounter::mount, new TreeDiff(), others);
  }

  public LayeredRefStore refs() {
    return refs;
  }

  public MetadataStore metadata() {
    return metadata;
  }

  @Override
  public void close() {
    refs.close();
    archiver.close();
    metadata.close();
  }
}
