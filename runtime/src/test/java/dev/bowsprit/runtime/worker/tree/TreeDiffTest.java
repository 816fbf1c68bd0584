package dev.bowsprit.runtime.worker.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TreeDiffTest {

  private Path temp;
  private WorkPool pool;
  private MetadataStore store;

  @BeforeEach
  @BeforeProperty
  void open() throws IOException {
    temp = Files.createTempDirectory("bowsprit-test-");
    pool = new WorkPool(2);
    store = MetadataStore.open(temp.resolve("metadata.db"));
  }

  @AfterEach
  @AfterProperty
  void close() throws IOException {
    pool.close();
    store.close();
    delete(temp);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void holdsOnlyWhatDiffers() throws IOException {
    Path lower = create(Map.of("kept/a", "1", "gone/b", "2", "changed/c", "3", "kind", "4"));
    Path upper = create(Map.of("kept/a", "1", "changed/c", "9", "changed/new", "5", "kind/x", "6"));

    Path layer = diff(lower, upper);

    assertThat(layer.resolve("kept")).doesNotExist();
    assertThat(Nodes.stat(layer.resolve("gone")).isWhiteout()).isTrue();
    assertThat(layer.resolve("changed/c")).hasContent("9");
    assertThat(layer.resolve("changed/new")).hasContent("5");
    assertThat(layer.resolve("kind/x")).hasContent("6");
    assertThat(layer).isDirectoryNotContaining(path -> path.endsWith("kept"));
  }

  @Test
  void seesModesLinksAndTimes() throws IOException {
    Path lower = create(Map.of("mode", "", "time", "", "same", ""));
    Path upper = create(Map.of("mode", "", "time", "", "same", ""));
    Nodes.chmod(upper.resolve("mode"), 0600);
    Nodes.utimes(upper.resolve("time"), Instant.ofEpochSecond(77));
    Files.createLink(upper.resolve("hard"), upper.resolve("mode"));

    Path layer = diff(lower, upper);

    assertThat(Nodes.stat(layer.resolve("mode")).permissions()).isEqualTo(0600);
    assertThat(Nodes.stat(layer.resolve("mode")).inode())
        .isEqualTo(Nodes.stat(layer.resolve("hard")).inode());
    assertThat(Nodes.stat(layer.resolve("time")).modified()).isEqualTo(Instant.ofEpochSecond(77));
    assertThat(layer.resolve("same")).doesNotExist();
  }

  @Property(tries = 60)
  void givesTheUpperTreeWhenLaidOverTheLower(
      @ForAll("trees") Map<String, String> before, @ForAll("trees") Map<String, String> after)
      throws IOException {
    Path lower = create(before);
    Path upper = create(after);

    Path merged = overlay(lower, diff(lower, upper));

    assertThat(digest(merged)).isEqualTo(digest(upper));
  }

  @Provide
  Arbitrary<Map<String, String>> trees() {
    // A name that is a file in one tree can be a folder in the other, but not in the same.
    Arbitrary<List<String>> names = Arbitraries.of("a", "b", "c").list().ofMinSize(1).ofMaxSize(3);
    return Arbitraries.maps(
            names.map(parts -> String.join("/", parts)), Arbitraries.of("", "x", "y"))
        .ofMaxSize(6)
        .map(
            tree -> {
              tree.keySet()
                  .removeIf(path -> tree.keySet().stream().anyMatch(p -> p.startsWith(path + "/")));
              return tree;
            });
  }

  private Path create(Map<String, String> files) throws IOException {
    Path folder = Files.createDirectory(temp.resolve(UUID.randomUUID().toString()));
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      Nodes.utimes(path, Instant.ofEpochSecond(5));
    }
    return folder;
  }

  private Path diff(Path lower, Path upper) throws IOException {
    Path layer = Files.createDirectory(temp.resolve(UUID.randomUUID().toString()));
    new TreeDiff().diff(lower, upper, layer);
    return layer;
  }

  /** What overlayfs would show. */
  private Path overlay(Path lower, Path layer) throws IOException {
    Path merged = Files.createDirectory(temp.resolve(UUID.randomUUID().toString()));
    lay(lower, merged);
    lay(layer, merged);
    return merged;
  }

  private void lay(Path layer, Path merged) throws IOException {
    try (var entries = Files.list(layer)) {
      for (Path entry : entries.toList()) {
        Stat stat = Nodes.stat(entry);
        Path target = merged.resolve(entry.getFileName());
        boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (exists && !(stat.isDirectory() && Files.isDirectory(target))) {
          delete(target);
        }
        if (stat.isDirectory()) {
          Files.createDirectories(target);
          lay(entry, target);
        } else if (!stat.isWhiteout()) {
          FileCopies.create(entry, stat, target);
          FileCopies.metadata(entry, stat, target);
        }
      }
    }
  }

  private Digest digest(Path folder) {
    return new TreeHasher(pool, new DigestMemory(store))
        .checksum(new FolderRef(UUID.randomUUID().toString(), folder), Selection.of("/"));
  }
}
