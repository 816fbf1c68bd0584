package dev.bowsprit.runtime.worker.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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

class TreeHasherTest {

  private final AtomicInteger refs = new AtomicInteger();
  private Path temp;
  private Path tree;
  private WorkPool pool;
  private MetadataStore store;
  private TreeHasher hasher;

  @BeforeEach
  @BeforeProperty
  void open() throws IOException {
    temp = Files.createTempDirectory("bowsprit-test-");
    tree = Files.createDirectory(temp.resolve("tree"));
    pool = new WorkPool(2);
    store = MetadataStore.open(temp.resolve("metadata.db"));
    hasher = new TreeHasher(pool, new DigestMemory(store));
  }

  @AfterEach
  @AfterProperty
  void close() throws IOException {
    store.close();
    pool.close();
    try (var all = Files.walk(temp)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Digest digest(Path folder, Selection selection) {
    return hasher.checksum(new FolderRef("ref" + refs.incrementAndGet(), folder), selection);
  }

  private Digest all() {
    return digest(tree, Selection.of("/"));
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Selection wildcard(String path) {
    return new Selection(path, true, false, List.of(), List.of(), List.of());
  }

  private static Selection filtered(
      String path, List<String> includes, List<String> excludes, String... required) {
    return new Selection(path, false, false, includes, excludes, List.of(required));
  }

  @Test
  void countsContentModeLinksAndAttributesButNoTime() throws IOException {
    Path file = tree.resolve("d/file");
    write(file, "content");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
    Digest before = all();

    Nodes.utimes(file, Instant.EPOCH);
    assertThat(all()).isEqualTo(before);

    Nodes.chmod(file, 0600);
    Digest otherMode = all();
    assertThat(otherMode).isNotEqualTo(before);

    Files.writeString(file, "contenT");
    Digest otherContent = all();
    assertThat(otherContent).isNotEqualTo(otherMode);

    Xattrs.set(file, "user.x", new byte[] {1});
    Digest otherAttribute = all();
    assertThat(otherAttribute).isNotEqualTo(otherContent);

    Files.delete(tree.resolve("link"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("b"));
    assertThat(all()).isNotEqualTo(otherAttribute);
  }

  @Test
  void doesNotCountWhereAFileLiesOrWhatItIsCalled() throws IOException {
    write(tree.resolve("a/one"), "same");
    write(tree.resolve("b/c/two"), "same");

    assertThat(digest(tree, Selection.of("/a/one")))
        .isEqualTo(digest(tree, Selection.of("/b/c/two")));
    assertThat(digest(tree, Selection.of("/a"))).isNotEqualTo(digest(tree, Selection.of("/b/c")));
  }

  @Test
  void followsLinksOnTheWayAndAtTheEndIfAsked() throws IOException {
    write(tree.resolve("real/file"), "content");
    Files.createSymbolicLink(tree.resolve("way"), Path.of("/real"));
    Files.createSymbolicLink(tree.resolve("end"), Path.of("../../way/file"));
    Digest file = digest(tree, Selection.of("/real/file"));

    assertThat(digest(tree, Selection.of("/way/file"))).isEqualTo(file);
    assertThat(digest(tree, Selection.of("/end"))).isNotEqualTo(file);
    assertThat(digest(tree, new Selection("/end", false, true, List.of(), List.of(), List.of())))
        .isEqualTo(file);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    write(tree.resolve("x"), "");

    for (Selection selection :
        List.of(
            Selection.of("/nothing"),
            filtered("/nothing", List.of("*"), List.of()),
            filtered("/", List.of("*.go"), List.of(), "/nothing"))) {
      assertThatThrownBy(() -> digest(tree, selection))
          .isInstanceOfSatisfying(
              GatewayException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
          .hasMessage("\"/nothing\": not found");
    }
    assertThat(digest(tree, wildcard("/nothing*"))).isNotNull();
  }

  @Test
  void countsOnlyWhatAWildcardMatches() throws IOException {
    write(tree.resolve("src/a.go"), "a");
    write(tree.resolve("src/b.md"), "b");
    Digest go = digest(tree, wildcard("/src/*.go"));

    write(tree.resolve("src/b.md"), "changed");
    write(tree.resolve("src/deep/c.go"), "too deep");
    assertThat(digest(tree, wildcard("/src/*.go"))).isEqualTo(go);

    write(tree.resolve("src/d.go"), "d");
    assertThat(digest(tree, wildcard("/src/*.go"))).isNotEqualTo(go);
  }

  @Test
  void countsOnlyWhatPatternsTake() throws IOException {
    write(tree.resolve("src/a.go"), "a");
    write(tree.resolve("src/sub/b.md"), "b");
    write(tree.resolve("other/c.go"), "c");
    Selection onlyGo = filtered("/", List.of("**/*.go"), List.of("other"));
    Digest before = digest(tree, onlyGo);

    write(tree.resolve("src/sub/b.md"), "changed");
    write(tree.resolve("other/c.go"), "changed");
    write(tree.resolve("src/empty/readme"), "");
    assertThat(digest(tree, onlyGo)).isEqualTo(before);

    Nodes.chmod(tree.resolve("src"), 0700);
    assertThat(digest(tree, onlyGo)).isNotEqualTo(before);
  }

  @Test
  void remembersDigestsWithoutReadingAgain() throws IOException {
    write(tree.resolve("file"), "1");
    FolderRef ref = new FolderRef("remembered", tree);
    Digest first = hasher.checksum(ref, Selection.of("/"));
    write(tree.resolve("file"), "2");

    TreeHasher later = new TreeHasher(pool, new DigestMemory(store));

    assertThat(later.checksum(ref, Selection.of("/"))).isEqualTo(first);
    later.forget("remembered");
    assertThat(later.checksum(ref, Selection.of("/"))).isNotEqualTo(first);
  }

  @Test
  void readsNothingOfATreeThatIsKnown() throws IOException {
    write(tree.resolve("d/file"), "content");
    Optional<Digest> content = Optional.of(Digest.sha256("content"));
    TreeNode root = known(tree, Optional.empty());
    TreeNode folder = known(tree.resolve("d"), Optional.empty());
    folder.add("file", known(tree.resolve("d/file"), content));
    root.add("d", folder);
    hasher.provide("known", root);
    FolderRef nowhere = new FolderRef("known", Path.of("/nowhere"));

    for (Selection selection :
        List.of(
            Selection.of("/"),
            Selection.of("/d/file"),
            wildcard("/d/f*"),
            filtered("/", List.of("d"), List.of()))) {
      assertThat(hasher.checksum(nowhere, selection)).isEqualTo(digest(tree, selection));
    }
  }

  private static TreeNode known(Path place, Optional<Digest> content) throws IOException {
    Stat stat = Nodes.stat(place);
    return TreeNode.of(
        stat.mode(),
        "",
        EntryDigest.of(
            new EntryDigest.Entry(
                stat.mode(), stat.uid(), stat.gid(), 0, "", new TreeMap<>(), content)));
  }

  @Property(tries = 40)
  void givesEqualTreesEqualDigestsAndOthersOthers(
      @ForAll("trees") Map<String, String> files, @ForAll("trees") Map<String, String> others)
      throws IOException {
    Digest first = digest(create(files), Selection.of("/"));

    assertThat(digest(create(files), Selection.of("/"))).isEqualTo(first);
    assertThat(digest(create(others), Selection.of("/")).equals(first))
        .isEqualTo(files.equals(others));
  }

  @Provide
  Arbitrary<Map<String, String>> trees() {
    Arbitrary<String> path =
        Arbitraries.of("a", "b", "ab")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(l -> String.join("/d", l));
    return Arbitraries.maps(path.map(p -> p + ".f"), Arbitraries.strings().alpha().ofMaxLength(3))
        .ofMaxSize(6);
  }

  private Path create(Map<String, String> files) throws IOException {
    Path folder = Files.createDirectory(temp.resolve("tree" + refs.incrementAndGet()));
    List<String> names = new java.util.ArrayList<>(files.keySet());
    java.util.Collections.shuffle(names, new java.util.Random(refs.get()));
    for (String name : names) {
      write(folder.resolve(name), files.get(name));
    }
    return folder;
  }
}
