package dev.bowsprit.runtime.ops.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkDir;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.FileActionSymlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileActionsTest {

  private static final WorkPool POOL = new WorkPool(2);

  private final FileActions actions = new FileActions(POOL);
  @TempDir private Path temp;
  private Path source;
  private Path target;

  @AfterAll
  static void stop() {
    POOL.close();
  }

  @BeforeEach
  void makeTrees() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    target = Files.createDirectory(temp.resolve("target"));
  }

  private static FileActionCopy.Builder from(String src, String dest) {
    return FileActionCopy.newBuilder()
        .setSrc(src)
        .setDest(dest)
        .setMode(-1)
        .setTimestamp(-1)
        .setCreateDestPath(true)
        .setDirCopyContents(true);
  }

  private void copy(FileActionCopy.Builder action) throws IOException {
    copy(action, Optional.empty());
  }

  private void copy(FileActionCopy.Builder action, Optional<Owner> owner) throws IOException {
    actions.copy(new Root(source), new Root(target), action.build(), owner);
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** All that is in the target, as path and content. */
  private List<String> copied() throws IOException {
    try (Stream<Path> all = Files.walk(target)) {
      return all.filter(path -> !path.equals(target))
          .map(
              path -> {
                try {
                  String name = target.relativize(path).toString();
                  if (Files.isSymbolicLink(path)) {
                    return name + " -> " + Files.readSymbolicLink(path);
                  }
                  return Files.isDirectory(path) ? name + "/" : name + "=" + Files.readString(path);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .sorted()
          .toList();
    }
  }

  @Test
  void copiesAFileToANewNameAndIntoAFolder() throws IOException {
    write(source.resolve("a"), "1");

    copy(from("/a", "/new/b"));
    copy(from("/a", "/folder/"));
    copy(from("/a", "/folder"));

    assertThat(copied()).containsExactly("folder/", "folder/a=1", "new/", "new/b=1");
  }

  @Test
  void copiesWhatIsInAFolderOrTheFolderItself() throws IOException {
    write(source.resolve("d/x/y"), "1");

    copy(from("/d", "/contents"));
    copy(from("/d", "/contents"));
    copy(from("/d", "/made").setDirCopyContents(false));
    copy(from("/d", "/made").setDirCopyContents(false));

    assertThat(copied())
        .containsExactly(
            "contents/",
            "contents/x/",
            "contents/x/y=1",
            "made/",
            "made/d/",
            "made/d/x/",
            "made/d/x/y=1",
            "made/x/",
            "made/x/y=1");
  }

  @Test
  void keepsModesTimesLinksAndAttributes() throws IOException {
    write(source.resolve("d/file"), "content");
    Nodes.chmod(source.resolve("d/file"), 04751);
    Nodes.chmod(source.resolve("d"), 0701);
    Files.createLink(source.resolve("d/second"), source.resolve("d/file"));
    Files.createSymbolicLink(source.resolve("d/link"), Path.of("/nowhere"));
    Xattrs.set(source.resolve("d/file"), "user.color", new byte[] {'r'});
    Instant time = Instant.ofEpochSecond(1_000_000_000, 123_456_789);
    for (String name : List.of("d/file", "d/link", "d")) {
      Nodes.utimes(source.resolve(name), time);
    }

    copy(from("/", "/"));

    Stat file = Nodes.stat(target.resolve("d/file"));
    assertThat(file.permissions()).isEqualTo(04751);
    assertThat(file.modified()).isEqualTo(time);
    assertThat(file.links()).isEqualTo(2);
    assertThat(Nodes.stat(target.resolve("d/second")).inode()).isEqualTo(file.inode());
    assertThat(Nodes.stat(target.resolve("d")).permissions()).isEqualTo(0701);
    assertThat(Nodes.stat(target.resolve("d")).modified()).isEqualTo(time);
    assertThat(Nodes.stat(target.resolve("d/link")).modified()).isEqualTo(time);
    assertThat(Files.readSymbolicLink(target.resolve("d/link"))).hasToString("/nowhere");
    assertThat(Xattrs.get(target.resolve("d/file"), "user.color").orElseThrow())
        .isEqualTo(new byte[] {'r'});
  }

  @Test
  void setsOwnerModeAndTimeOfAllThatIsWritten() throws IOException {
    assumeTrue(isRoot(), "needs root to give files away");
    write(source.resolve("d/file"), "");

    copy(
        from("/d", "/new/d").setMode(0640).setTimestamp(5_000_000_000L),
        Optional.of(new Owner(10, 20)));

    for (String name : List.of("new", "new/d", "new/d/file")) {
      Stat stat = Nodes.stat(target.resolve(name));
      assertThat(stat.uid()).isEqualTo(10);
      assertThat(stat.gid()).isEqualTo(20);
      assertThat(stat.permissions()).isEqualTo(0640);
      assertThat(stat.modified()).isEqualTo(Instant.ofEpochSecond(5));
    }
  }

  @Test
  void copiesDevicesAndPipesAndMakesStubsOfSockets() throws IOException {
    assumeTrue(isRoot(), "needs root to make devices");
    Nodes.mknod(source.resolve("null"), Stat.S_IFCHR | 0666, Nodes.device(1, 3));
    Nodes.mknod(source.resolve("disk"), Stat.S_IFBLK | 0600, Nodes.device(7, 99));
    Nodes.mknod(source.resolve("pipe"), Stat.S_IFIFO | 0644, 0);
    Nodes.mknod(source.resolve("socket"), Stat.S_IFSOCK | 0755, 0);

    copy(from("/", "/"));

    assertThat(Nodes.stat(target.resolve("null")).rdev()).isEqualTo(Nodes.device(1, 3));
    assertThat(Nodes.stat(target.resolve("disk")).type()).isEqualTo(Stat.S_IFBLK);
    assertThat(Nodes.stat(target.resolve("pipe")).type()).isEqualTo(Stat.S_IFIFO);
    assertThat(Nodes.stat(target.resolve("socket")).isRegularFile()).isTrue();
  }

  @Test
  void expandsWildcards() throws IOException {
    write(source.resolve("src/a.txt"), "a");
    write(source.resolve("src/b.txt"), "b");
    write(source.resolve("src/c.md"), "c");
    write(source.resolve("src/deep/d.txt"), "d");

    copy(from("/src/*.txt", "/one/").setAllowWildcard(true));
    copy(from("/s*/[bc].*", "/two/").setAllowWildcard(true));
    copy(from("/none*", "/three/").setAllowWildcard(true).setAllowEmptyWildcard(true));

    assertThat(copied())
        .containsExactly("one/", "one/a.txt=a", "one/b.txt=b", "two/", "two/b.txt=b", "two/c.md=c");
    assertThatThrownBy(() -> copy(from("/none*", "/x/").setAllowWildcard(true)))
        .hasMessage("/none* not found");
  }

  @Test
  void takesOnlyWhatPatternsSayAndTheFoldersAboveIt() throws IOException {
    write(source.resolve("a/keep/x.go"), "x");
    write(source.resolve("a/drop/y.md"), "y");
    write(source.resolve("b/z.go"), "z");
    write(source.resolve("b/z_test.go"), "t");

    copy(from("/", "/in").addIncludePatterns("**/*.go"));
    copy(
        from("/", "/out")
            .addExcludePatterns("a")
            .addExcludePatterns("!a/keep")
            .addExcludePatterns("**/*_test.go"));

    assertThat(copied())
        .containsExactly(
            "in/",
            "in/a/",
            "in/a/keep/",
            "in/a/keep/x.go=x",
            "in/b/",
            "in/b/z.go=z",
            "in/b/z_test.go=t",
            "out/",
            "out/a/",
            "out/a/keep/",
            "out/a/keep/x.go=x",
            "out/b/",
            "out/b/z.go=z");
  }

  @Test
  void neverFollowsLinksOutOfATree() throws IOException {
    write(temp.resolve("outside/secret"), "s");
    Files.createSymbolicLink(source.resolve("out"), Path.of("../outside"));
    Files.createSymbolicLink(target.resolve("out"), Path.of("/../../outside"));
    write(source.resolve("outside/inner"), "i");

    copy(from("/out/inner", "/out/copied"));
    copy(from("/out", "/link"));

    assertThat(copied())
        .containsExactly(
            "link -> ../outside", "out -> /../../outside", "outside/", "outside/copied=i");
    assertThatThrownBy(() -> copy(from("/out/secret", "/x")))
        .hasMessage("lstat /outside/secret: no such file or directory");
    assertThat(temp.resolve("outside/copied")).doesNotExist();
  }

  @Test
  void followsALinkAtTheEndIfAsked() throws IOException {
    write(source.resolve("real"), "r");
    Files.createSymbolicLink(source.resolve("link"), Path.of("/real"));

    copy(from("/link", "/followed").setFollowSymlink(true));
    copy(from("/link", "/kept"));

    assertThat(copied()).containsExactly("followed=r", "kept -> /real");
  }

  @Test
  void replacesOtherKindsOnlyIfAsked() throws IOException {
    write(source.resolve("x/y"), "1");
    write(target.resolve("d/x"), "file");
    write(source.resolve("f/x"), "file");
    write(target.resolve("e/x/y"), "folder");

    assertThatThrownBy(() -> copy(from("/", "/d").addIncludePatterns("x")))
        .hasMessage("cannot copy to non-directory: /d/x");
    assertThatThrownBy(() -> copy(from("/f", "/e")))
        .hasMessage("cannot replace to directory /e/x with file");
    copy(from("/", "/d").addIncludePatterns("x").setAlwaysReplaceExistingDestPaths(true));
    copy(from("/f", "/e").setAlwaysReplaceExistingDestPaths(true));

    assertThat(copied()).containsExactly("d/", "d/x/", "d/x/y=1", "e/", "e/x=file");
  }

  @Test
  void makesFoldersFilesAndLinks() throws IOException {
    Root root = new Root(target);
    actions.mkdir(
        root,
        FileActionMkDir.newBuilder()
            .setPath("/a/b")
            .setMode(0711)
            .setMakeParents(true)
            .setTimestamp(-1)
            .build(),
        Optional.empty());
    actions.mkfile(
        root,
        FileActionMkFile.newBuilder()
            .setPath("/a/b/c")
            .setMode(0600)
            .setTimestamp(7)
            .setData(ByteString.copyFromUtf8("content"))
            .build(),
        Optional.empty());
    actions.symlink(
        root,
        FileActionSymlink.newBuilder()
            .setOldpath("../c")
            .setNewpath("/a/l")
            .setTimestamp(0)
            .build(),
        Optional.empty());

    assertThat(copied()).containsExactly("a/", "a/b/", "a/b/c=content", "a/l -> ../c");
    assertThat(Nodes.stat(target.resolve("a")).permissions()).isEqualTo(0711);
    assertThat(Nodes.stat(target.resolve("a/b/c")).permissions()).isEqualTo(0600);
    assertThat(Nodes.stat(target.resolve("a/b/c")).modified())
        .isEqualTo(Instant.ofEpochSecond(0, 7));
    assertThatThrownBy(
            () ->
                actions.mkdir(
                    root,
                    FileActionMkDir.newBuilder().setPath("/no/where").build(),
                    Optional.empty()))
        .hasMessage("mkdir /no/where: no such file or directory");
    assertThatThrownBy(
            () ->
                actions.mkfile(
                    root, FileActionMkFile.newBuilder().setPath("/a/b").build(), Optional.empty()))
        .hasMessage("rename /a/b: file exists");
  }

  @Test
  void removesTreesAndWhatWildcardsMatch() throws IOException {
    write(target.resolve("a/b/c"), "");
    write(target.resolve("x1"), "");
    write(target.resolve("x2"), "");
    Files.createSymbolicLink(target.resolve("link"), Path.of("/a"));
    Root root = new Root(target);

    actions.remove(root, FileActionRm.newBuilder().setPath("/link").build());
    actions.remove(root, FileActionRm.newBuilder().setPath("/x*").setAllowWildcard(true).build());
    assertThat(copied()).containsExactly("a/", "a/b/", "a/b/c=");
    actions.remove(root, FileActionRm.newBuilder().setPath("/a").build());
    actions.remove(root, FileActionRm.newBuilder().setPath("/a").setAllowNotFound(true).build());

    assertThat(copied()).isEmpty();
    assertThatThrownBy(() -> actions.remove(root, FileActionRm.newBuilder().setPath("/a").build()))
        .hasMessage("stat /a: no such file or directory");
  }

  @Test
  void unpacksArchivesOfAllCompressions() throws Exception {
    write(temp.resolve("packed/d/file"), "content");
    for (String flag : List.of("", "z", "j", "J", "-zstd")) {
      Path archive = source.resolve("archive" + flag);
      int exit =
          new ProcessBuilder(
                  "tar",
                  flag.startsWith("-") ? "-" + flag : "-c" + (flag.isEmpty() ? "v" : flag),
                  flag.startsWith("-") ? "-cf" : "-f",
                  archive.toString(),
                  "-C",
                  temp.resolve("packed").toString(),
                  "d")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      assumeTrue(exit == 0, "tar does not know this compression");
      copy(from("/archive" + flag, "/out" + flag).setAttemptUnpackDockerCompatibility(true));
      assertThat(target.resolve("out" + flag + "/d/file")).hasContent("content");
    }
  }

  @Test
  void copiesAFileThatIsNoArchiveAsItIs() throws IOException {
    write(source.resolve("file.tar"), "not an archive at all");

    copy(from("/file.tar", "/file.tar").setAttemptUnpackDockerCompatibility(true));

    assertThat(copied()).containsExactly("file.tar=not an archive at all");
  }

  @Test
  void copiesAFolderLargerThanOnePortion() throws IOException {
    for (int i = 0; i < 1500; i++) {
      write(source.resolve("many/f" + i), String.valueOf(i));
    }

    copy(from("/many", "/copy"));

    try (Stream<Path> all = Files.list(target.resolve("copy"))) {
      assertThat(all).hasSize(1500);
    }
    assertThat(target.resolve("copy/f1234")).hasContent("1234");
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS)
          .equals(0);
    } catch (IOException e) {
      return false;
    }
  }
}
