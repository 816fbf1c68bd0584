package dev.bowsprit.runtime.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsOverlayfs
class OverlaySnapshotterTest {

  @TempDir Path folder;

  private OverlaySnapshotter snapshots;
  private Mounter mounter;

  @BeforeEach
  void open() throws Exception {
    snapshots = new OverlaySnapshotter(folder.resolve("snapshots"));
    mounter = new Mounter(folder.resolve("mounts"));
  }

  @AfterEach
  void nothingStaysMounted() throws Exception {
    assertThat(MountTable.below(folder)).isEmpty();
  }

  @Test
  void aLayerHoldsOnlyWhatWasChangedOverOthers() throws Exception {
    Path base = snapshots.create("base");
    Files.writeString(base.resolve("kept"), "kept");
    Files.writeString(base.resolve("deleted"), "deleted");
    Path top = snapshots.create("top");
    try (MountedDir dir = mounter.mount(snapshots.writable("top", List.of("base")))) {
      Files.writeString(dir.path().resolve("added"), "added");
      Files.delete(dir.path().resolve("deleted"));
    }
    try (Stream<Path> files = Files.list(top)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("added", "deleted");
    }
    assertThat(Nodes.stat(top.resolve("deleted")).isWhiteout()).isTrue();
    try (MountedDir dir = mounter.mount(snapshots.view(List.of("base", "top")));
        Stream<Path> files = Files.list(dir.path())) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("added", "kept");
    }
  }

  @Test
  void aStackOfLayersIsReadOnly() throws Exception {
    snapshots.create("a");
    snapshots.create("b");
    try (MountedDir dir = mounter.mount(snapshots.view(List.of("a", "b")))) {
      assertThatThrownBy(() -> Files.writeString(dir.path().resolve("x"), "x"))
          .hasMessageContaining("Read-only file system");
    }
  }

  @Test
  void noLayerIsAnEmptyFolderAndOneIsItsOwn() throws Exception {
    try (MountedDir dir = mounter.mount(snapshots.view(List.of()));
        Stream<Path> files = Files.list(dir.path())) {
      assertThat(files).isEmpty();
    }
    Path one = snapshots.create("one");
    try (MountedDir dir = mounter.mount(snapshots.view(List.of("one")))) {
      assertThat(dir.path()).isEqualTo(one);
    }
  }

  @Test
  void aNewLayerOverAnotherKeepsTheOwnerOfTheRoot() throws Exception {
    Nodes.chown(snapshots.create("base"), 7, 8);
    snapshots.create("top");
    try (MountedDir dir = mounter.mount(snapshots.writable("top", List.of("base")))) {
      assertThat(Nodes.stat(dir.path()).uid()).isEqualTo(7);
      assertThat(Nodes.stat(dir.path()).gid()).isEqualTo(8);
      assertThat(Nodes.stat(dir.path()).permissions()).isEqualTo(0755);
    }
  }

  @Test
  void aHundredLayersWithLongNamesAreMounted() throws Exception {
    List<String> stack = manyLayers(100, "sha256-" + "0123456789".repeat(6));
    snapshots.create("top");
    try (MountedDir dir = mounter.mount(snapshots.writable("top", stack))) {
      assertThat(Files.readString(dir.path().resolve("who"))).isEqualTo("99");
      Files.writeString(dir.path().resolve("who"), "top");
    }
    try (MountedDir dir = mounter.mount(snapshots.view(stack))) {
      assertThat(Files.readString(dir.path().resolve("who"))).isEqualTo("99");
      assertThat(dir.path().resolve("f0")).exists();
    }
  }

  @Test
  void pathsLongerThanAnOptionMayBeAreMounted() throws Exception {
    // 256 bytes is the limit of the younger calls; short names must help.
    snapshots = new OverlaySnapshotter(folder.resolve("x".repeat(120)).resolve("y".repeat(120)));
    List<String> stack = manyLayers(40, "layer");
    snapshots.create("top");
    try (MountedDir dir = mounter.mount(snapshots.writable("top", stack))) {
      assertThat(Files.readString(dir.path().resolve("who"))).isEqualTo("39");
      Files.writeString(dir.path().resolve("added"), "");
    }
    assertThat(snapshots.folder("top").resolve("added")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a,b", "a\\b", "a b", "ä\n"})
  void oddNamesOfTheRootDoNoHarm(String name) throws Exception {
    snapshots = new OverlaySnapshotter(folder.resolve(name));
    List<String> stack = manyLayers(2, "layer");
    snapshots.create("top");
    mounter = new Mounter(folder.resolve(name).resolve("mounts"));
    try (MountedDir dir = mounter.mount(snapshots.writable("top", stack))) {
      assertThat(Files.readString(dir.path().resolve("who"))).isEqualTo("1");
      Files.writeString(dir.path().resolve("added"), "");
    }
    assertThat(snapshots.folder("top").resolve("added")).exists();
  }

  private List<String> manyLayers(int count, String name) throws Exception {
    List<String> stack = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String layer = name + i;
      Path files = snapshots.create(layer);
      Files.writeString(files.resolve("who"), Integer.toString(i));
      Files.writeString(files.resolve("f" + i), "");
      stack.add(layer);
    }
    return stack;
  }

  @Test
  void aRemovedLayerIsGoneAlsoIfItIsDeep() throws Exception {
    Path deep = snapshots.create("deep");
    assertThat(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "cd '"
                        + deep
                        + "' && for i in $(seq 60); do mkdir $(printf %0100d 1) && cd -P $(printf"
                        + " %0100d 1) || exit 1; done; touch end")
                .start()
                .waitFor())
        .isZero();
    snapshots.remove("deep");
    snapshots.remove("deep");
    assertThat(snapshots.list()).isEmpty();
    assertThat(folder.resolve("snapshots/removed")).isEmptyDirectory();
  }

  @Test
  void whatAKilledEngineWasDeletingIsDeletedAtTheNextStart() throws Exception {
    Path leftover = folder.resolve("snapshots/removed/x/fs");
    Files.createDirectories(leftover);
    new OverlaySnapshotter(folder.resolve("snapshots"));
    assertThat(leftover.getParent()).doesNotExist();
  }

  @Test
  void usageCountsFilesWithTwoNamesOnce() throws Exception {
    Path layer = snapshots.create("layer");
    Files.write(layer.resolve("a"), new byte[100_000]);
    long once = snapshots.usage("layer");
    assertThat(once).isBetween(100_000L, 200_000L);
    Files.createLink(layer.resolve("b"), layer.resolve("a"));
    assertThat(snapshots.usage("layer")).isEqualTo(once);
  }

  @Test
  void aFailedMountSaysWhyAndLeavesNothing() throws Exception {
    snapshots.create("a");
    snapshots.create("top");
    List<Mount> mounts = snapshots.writable("top", List.of("a"));
    snapshots.remove("a");
    assertThatThrownBy(() -> mounter.mount(mounts))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no such file or directory");
    assertThat(folder.resolve("mounts")).isEmptyDirectory();
  }

  @Test
  void mountsOfAKilledEngineAreTakenDownByTheNext() throws Exception {
    snapshots.create("a");
    snapshots.create("b");
    mounter.mount(snapshots.view(List.of("a", "b")));
    assertThat(MountTable.below(folder)).hasSize(1);
    mounter = new Mounter(folder.resolve("mounts"));
    assertThat(MountTable.below(folder)).isEmpty();
    assertThat(folder.resolve("mounts")).isEmptyDirectory();
  }

  @Test
  void namesThatLeaveTheStoreAreRefused() {
    assertThatThrownBy(() -> snapshots.create("../x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overlayfsIsFoundToWork() throws Exception {
    OverlaySnapshotter.check(mounter, folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("mounts", "snapshots");
    }
  }
}
