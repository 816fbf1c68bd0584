package dev.bowsprit.runtime.worker.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths inside a folder that is taken for the root. */
class RootTest {

  @TempDir Path folder = Path.of("");

  @Test
  void linksThatBeginAtTheRootBeginAtTheFolder() throws IOException {
    Files.createDirectories(folder.resolve("usr/lib"));
    Files.createSymbolicLink(folder.resolve("lib"), Path.of("/usr/lib"));

    assertThat(new Root(folder).resolve("/lib/ld.so")).isEqualTo(folder.resolve("usr/lib/ld.so"));
  }

  @Test
  void aLinkAtTheEndIsFollowedOnlyIfItIsWanted() throws IOException {
    Files.createSymbolicLink(folder.resolve("current"), Path.of("releases/1"));

    assertThat(new Root(folder).resolve("current")).isEqualTo(folder.resolve("releases/1"));
    assertThat(new Root(folder).resolveParent("current")).isEqualTo(folder.resolve("current"));
  }

  @Test
  void linksInCirclesAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));

    assertThatThrownBy(() -> new Root(folder).resolve("/a/file"))
        .isInstanceOf(PathException.class)
        .hasMessage("lstat /a/file: too many levels of symbolic links");
  }

  @Property(tries = 200)
  void noPathLeavesTheRoot(
      @ForAll @Size(max = 8)
          List<@CharRange(from = '.', to = '0') @StringLength(max = 6) String> names)
      throws IOException {
    Path root = Files.createTempDirectory("bowsprit-root-");
    try {
      Files.createSymbolicLink(root.resolve("l"), Path.of(String.join("/", names) + "/.."));
      assertThat(new Root(root).resolve("/l/etc/../../" + String.join("/", names)))
          .startsWithRaw(root);
    } finally {
      Trees.delete(root);
    }
  }
}
