package dev.bowsprit.runtime.worker.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.layer.Compression;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.layer.TarLayerArchiver;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** References as lists of layers, with real folders, blobs and metadata. */
@Execution(ExecutionMode.SAME_THREAD)
class LayeredRefStoreTest {

  private static final PrunePolicy EVERYTHING =
      new PrunePolicy(List.of(), true, Duration.ZERO, 0, 0, 0);

  @TempDir Path root;

  private final AtomicInteger diffs = new AtomicInteger();
  private MetadataStore metadata;
  private FileContentStore content;
  private OverlaySnapshotter snapshots;
  private TarLayerArchiver archiver;
  private LayeredRefStore refs;

  @BeforeEach
  void open() throws IOException {
    metadata = MetadataStore.open(root.resolve("metadata.db"));
    content = new FileContentStore(root.resolve("content"));
    snapshots = new OverlaySnapshotter(root.resolve("snapshots"));
    archiver = new TarLayerArchiver(content);
    refs =
        new LayeredRefStore(
            root,
            metadata,
            snapshots,
            content,
            archiver,
            mounts -> folder(root),
            (lower, upper, layer) -> diffs.incrementAndGet(),
            List.of());
  }

  @AfterEach
  void close() {
    refs.close();
    archiver.close();
    metadata.close();
  }

  private void restart() throws IOException {
    close();
    open();
  }

  private static MountedDir folder(Path path) {
    return new MountedDir() {
      @Override
      public Path path() {
        return path;
      }

      @Override
      public void close() {}
    };
  }

  private ImmutableRef layer(ImmutableRef base, String name) throws IOException {
    try (MutableRef mutable = refs.mutable(base, RefInfo.regular(name))) {
      Files.writeString(mutable.folder().resolve(name), name);
      return mutable.commit();
    }
  }

  private ImmutableRef layer(String name) throws IOException {
    try (ImmutableRef scratch = refs.scratch()) {
      return layer(scratch, name);
    }
  }

  private static List<String> ids(ImmutableRef ref) {
    return ref.layers().stream().map(Layer::id).toList();
  }

  @Test
  void aCommittedReferenceSurvivesARestartWithItsFiles() throws IOException {
    String id;
    try (ImmutableRef a = layer("a");
        ImmutableRef b = layer(a, "b")) {
      id = b.id();
    }
    restart();

    try (ImmutableRef again = refs.get(id).orElseThrow()) {
      assertThat(again.layers()).hasSize(2);
      assertThat(snapshots.folder(ids(again).get(1)).resolve("b")).hasContent("b");
    }
  }

  @Test
  void whatWasNotCommittedIsGone() throws IOException {
    try (ImmutableRef scratch = refs.scratch()) {
      refs.mutable(scratch, RefInfo.regular("dropped")).close();
    }
    assertThat(snapshots.list()).isEmpty();

    snapshots.create("leftover0000");
    restart();
    assertThat(snapshots.list()).isEmpty();
  }

  @Test
  void aReferenceWhoseLayerIsMissingIsForgottenAtTheNextStart() throws IOException {
    String id;
    try (ImmutableRef a = layer("a")) {
      id = a.id();
    }
    snapshots.remove(id);
    restart();

    assertThat(refs.get(id)).isEmpty();
  }

  @Test
  void afterARestartOfTheMachineOnlyWhatWasOnTheDiskIsTrusted() throws IOException {
    String safe;
    String unsafe;
    try (ImmutableRef a = layer("a")) {
      safe = a.id();
    }
    restart();
    try (ImmutableRef b = layer("b")) {
      unsafe = b.id();
    }
    // What a power failure leaves: no checkpoint since, and another boot.
    String last = metadata.query("SELECT at FROM checkpoint", row -> row.getString(1)).getFirst();
    refs.close();
    metadata.update("UPDATE checkpoint SET boot = 'another', at = ?", last);
    metadata.close();
    open();

    assertThat(refs.get(safe)).isPresent();
    assertThat(refs.get(unsafe)).isEmpty();
    assertThat(snapshots.list()).containsExactly(safe);
  }

  @Test
  void aMergeIsTheLayersOfItsInputsAndTheSameMergeIsTheSameReference() throws IOException {
    try (ImmutableRef a = layer("a");
        ImmutableRef b = layer("b");
        ImmutableRef ab = refs.merge(List.of(a, b), RefInfo.regular("merge"));
        ImmutableRef again = refs.merge(List.of(a, b), RefInfo.regular("merge"))) {
      assertThat(ids(ab)).containsExactly(ids(a).getFirst(), ids(b).getFirst());
      assertThat(again.id()).isEqualTo(ab.id());
    }
  }

  @Test
  void aLayerThatIsMergedTwiceIsStackedOnceAtItsTopmostPlace() throws IOException {
    try (ImmutableRef base = layer("base");
        ImmutableRef a = layer(base, "a");
        ImmutableRef b = layer(base, "b");
        ImmutableRef merged = refs.merge(List.of(a, b), RefInfo.regular("merge"))) {
      assertThat(merged.layers()).hasSize(4);
      String options = refs.view(merged).toString();
      assertThat(options.split(ids(base).getFirst(), -1)).hasSize(2);
    }
  }

  @Test
  void theDifferenceToWhatAReferenceWasBuiltOnIsItsUpperLayers() throws IOException {
    try (ImmutableRef a = layer("a");
        ImmutableRef b = layer(a, "b");
        ImmutableRef diff = refs.diff(a, b, RefInfo.regular("diff"));
        ImmutableRef nothing = refs.diff(b, b, RefInfo.regular("diff"))) {
      assertThat(ids(diff)).containsExactly(ids(b).getLast());
      assertThat(nothing.isScratch()).isTrue();
      assertThat(diffs).hasValue(0);
    }
  }

  @Test
  void theDifferenceOfUnrelatedReferencesIsALayerOfItsOwn() throws IOException {
    try (ImmutableRef a = layer("a");
        ImmutableRef b = layer("b");
        ImmutableRef diff = refs.diff(a, b, RefInfo.regular("diff"))) {
      assertThat(diff.layers()).hasSize(1);
      assertThat(diffs).hasValue(1);
    }
  }

  @Test
  void layersOfAnImageAreUnpackedOnceAndArchivedAsTheBlobsTheyCameFrom() throws IOException {
    LayerBlob blob;
    try (ImmutableRef a = layer("a")) {
      blob = refs.blobs(a, Compression.GZIP, false, OptionalLong.empty()).getFirst();
    }
    try (ImmutableRef first = refs.ofBlobs(List.of(blob), RefInfo.regular("pulled"));
        ImmutableRef second = refs.ofBlobs(List.of(blob), RefInfo.regular("pulled"))) {
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(first.layers().getFirst().blob()).contains(blob);
      assertThat(refs.blobs(first, Compression.NONE, false, OptionalLong.empty()))
          .containsExactly(blob);
    }
  }

  @Test
  void aBlobThatIsNotWhatTheConfigSaysIsRefusedAndLeavesNothing() throws IOException {
    LayerBlob blob;
    try (ImmutableRef a = layer("a")) {
      blob = refs.blobs(a, Compression.GZIP, false, OptionalLong.empty()).getFirst();
    }
    LayerBlob wrong = new LayerBlob(blob.descriptor(), Digest.sha256("something else"));

    assertThatThrownBy(() -> refs.ofBlobs(List.of(wrong), RefInfo.regular("pulled")))
        .hasMessageContaining("diffID");
    assertThat(snapshots.list()).hasSize(1);
  }

  /** Who tries again must not find what is about to be deleted. */
  @Test
  void whatWasUnpackedBesideABrokenBlobHasGoneWhenTheFailureIsTold() throws IOException {
    Path folder = Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < 2000; i++) {
      Files.writeString(folder.resolve("file" + i), "content");
    }
    LayerBlob whole = archiver.archive(folder, List.of(), Compression.NONE, OptionalLong.empty());
    var absent = new Descriptor(whole.descriptor().mediaType(), Digest.sha256("absent"), 1);

    assertThatThrownBy(
            () ->
                refs.ofBlobs(
                    List.of(new LayerBlob(absent, absent.digest()), whole),
                    RefInfo.regular("pulled")))
        .hasMessageContaining("it is not here any more");

    assertThat(snapshots.list()).isEmpty();
  }

  @Test
  void pruneDeletesWhatNobodyLeasesWithItsBlobsAndKeepsTheRest() throws IOException {
    ImmutableRef kept = layer("kept");
    try (ImmutableRef a = layer(kept, "gone")) {
      refs.blobs(a, Compression.GZIP, false, OptionalLong.empty());
    }

    assertThat(refs.prune(EVERYTHING)).extracting(UsageRecord::description).containsExactly("gone");
    assertThat(snapshots.list()).containsExactly(ids(kept).getFirst());
    assertThat(content.list()).hasSize(1);

    kept.close();
    refs.prune(EVERYTHING);
    assertThat(refs.usage()).isEmpty();
    assertThat(snapshots.list()).isEmpty();
    assertThat(content.list()).isEmpty();
  }

  @Test
  void usageCountsALayerForTheReferenceThatMadeItAndNamesParents() throws IOException {
    try (ImmutableRef a = layer("a");
        ImmutableRef b = layer(a, "b")) {
      List<UsageRecord> usage = refs.usage();
      assertThat(usage).hasSize(2).allMatch(UsageRecord::inUse);
      UsageRecord child =
          usage.stream().filter(r -> r.id().equals(b.id())).findFirst().orElseThrow();
      assertThat(child.parents()).containsExactly(a.id());
      assertThat(child.size()).isLessThan(100_000);
    }
    assertThat(refs.usage()).noneMatch(UsageRecord::inUse);
  }

  @Test
  void filtersSelectRecordsAsContainerdDoes() throws IOException {
    layer("first step").close();
    layer("second step").close();

    assertThat(refs.usage().stream().filter(RecordFilter.anyOf(List.of("description~=^first"))))
        .hasSize(1);
    assertThat(
            refs.usage().stream()
                .filter(RecordFilter.anyOf(List.of("type==regular,immutable", "id==x"))))
        .hasSize(2);
    assertThat(refs.usage().stream().filter(RecordFilter.anyOf(List.of("inuse")))).isEmpty();
    assertThatThrownBy(
            () -> refs.usage().stream().filter(RecordFilter.anyOf(List.of("colour==red"))).toList())
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("unknown field colour");
  }

  @Test
  void aFolderOfSomebodyElseIsGivenBackWhenTheLastLeaseEnds() throws IOException {
    AtomicInteger released = new AtomicInteger();
    Path folder = Files.createDirectory(root.resolve("theirs"));
    ImmutableRef ref = refs.external("theirs", folder, released::incrementAndGet);
    ImmutableRef share = ref.share();

    ref.close();
    ref.close();
    assertThat(released).hasValue(0);
    share.close();
    assertThat(released).hasValue(1);
    assertThat(refs.get("theirs")).isEqualTo(Optional.empty());
  }

  @Test
  void whatIsBuiltOnAFolderOfSomebodyElseHasACopyOfIt() throws IOException {
    Path folder = Files.createDirectory(root.resolve("theirs"));
    Files.writeString(folder.resolve("file"), "before");
    try (ImmutableRef theirs = refs.external("theirs", folder, () -> {});
        ImmutableRef built = layer(theirs, "built")) {
      Files.writeString(folder.resolve("file"), "after");
      assertThat(snapshots.folder(ids(built).getFirst()).resolve("file")).hasContent("before");
    }
  }
}
