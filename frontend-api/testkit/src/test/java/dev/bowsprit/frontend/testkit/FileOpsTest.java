package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.build;
import static dev.bowsprit.llb.Llb.diff;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.local;
import static dev.bowsprit.llb.Llb.merge;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.llb.CopyAction;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileOwner;
import dev.bowsprit.llb.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What file operations make in memory is what BuildKit makes on disk. */
class FileOpsTest {

  private static final State CLIENT = local("context").session("s");

  private static final FileTree CONTEXT =
      FileTree.empty()
          .file("a/one.txt", "1")
          .file("a/two.md", "2")
          .file("a/deep/three.txt", "3")
          .file("a/.hidden", "h")
          .link("a/link", "one.txt")
          .link("to-a", "a")
          .link("outside", "../../etc/passwd");

  private static FileTree files(State state) {
    TestBuild build =
        TestBuild.of(() -> request -> request.forEachPlatform(p -> Image.of(state)))
            .context(CONTEXT)
            .image(
                "users",
                "{}",
                FileTree.empty()
                    .file("etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:7:8::/:/bin/sh\n")
                    .file("etc/group", "root:x:0:\nstaff:x:9:\n"));
    return build.run().files();
  }

  private static FileTree copy(String from, String to, UnaryOperator<CopyAction> options) {
    return files(scratch().file(options.apply(FileAction.copy(CLIENT, from, to))));
  }

  private static List<String> paths(FileTree tree) {
    return tree.entries().keySet().stream().skip(1).toList();
  }

  private static Attributes attributes(FileTree tree, String path) {
    return tree.find(path).orElseThrow().attributes();
  }

  @Test
  void copiesAFileToANameOrIntoADirectory() {
    assertThat(paths(copy("/a/one.txt", "/x", c -> c))).containsExactly("/x");
    assertThat(paths(copy("/a/one.txt", "/x/", c -> c))).containsExactly("/x", "/x/one.txt");
    assertThat(
            paths(
                files(
                    scratch().mkdir("/x", 0700).file(FileAction.copy(CLIENT, "/a/one.txt", "/x")))))
        .containsExactly("/x", "/x/one.txt");
  }

  @Test
  void copiesADirectoryItselfOrItsContents() {
    assertThat(paths(copy("/a/deep", "/x", c -> c.contentsOnly())))
        .containsExactly("/x", "/x/three.txt");
    assertThat(paths(copy("/a/deep", "/x/", c -> c)))
        .containsExactly("/x", "/x/deep", "/x/deep/three.txt");
    assertThat(paths(copy("/a/deep", "/x/", c -> c.contentsOnly())))
        .containsExactly("/x", "/x/three.txt");
  }

  @Test
  void followsLinksInsideTheTreeOnly() {
    assertThat(copy("/a/link", "/x", c -> c).find("x"))
        .containsInstanceOf(FileTree.Entry.Link.class);
    assertThat(copy("/a/link", "/x", c -> c.followSymlinks()).text("x")).contains("1");
    assertThat(paths(copy("/to-a/deep", "/x", c -> c.contentsOnly()))).contains("/x/three.txt");
    assertThatThrownBy(() -> copy("/outside", "/x", c -> c.followSymlinks()))
        .hasMessage("lstat /outside: no such file or directory");
  }

  @Test
  void expandsWildcards() {
    assertThat(paths(copy("/a/*.txt", "/x/", c -> c.wildcards())))
        .containsExactly("/x", "/x/one.txt");
    assertThat(paths(copy("/?/[a-e]*", "/x/", c -> c.wildcards().contentsOnly())))
        .containsExactly("/x", "/x/three.txt");
    assertThat(paths(copy("/none*", "/x/", c -> c.wildcards().orNothing()))).isEmpty();
    assertThatThrownBy(() -> copy("/none*", "/x/", c -> c.wildcards()))
        .hasMessage("/none* not found");
  }

  @Test
  void selectsByPatterns() {
    assertThat(paths(copy("/a", "/x", c -> c.contentsOnly().include(List.of("**/*.txt")))))
        .containsExactly("/x", "/x/deep", "/x/deep/three.txt", "/x/one.txt");
    assertThat(
            paths(
                copy("/a", "/x", c -> c.contentsOnly().exclude(List.of("**", "!deep/three.txt")))))
        .containsExactly("/x", "/x/deep", "/x/deep/three.txt");
    assertThatThrownBy(() -> copy("/a", "/x", c -> c.required(List.of("/a/gone"))))
        .hasMessage("\"/a/gone\": not found");
  }

  @Test
  void setsModesOwnersAndTimes() {
    FileTree octal =
        copy(
            "/a/one.txt",
            "/x/y",
            c ->
                c.mode(04755)
                    .owner(FileOwner.of(3, 4))
                    .createdAt(Instant.ofEpochSecond(5))
                    .createDestination());
    assertThat(attributes(octal, "/x/y")).isEqualTo(new Attributes(04755, 3, 4, 5_000_000_000L));
    assertThat(attributes(octal, "/x")).isEqualTo(new Attributes(04755, 3, 4, 5_000_000_000L));
    FileTree symbolic = copy("/a", "/x", c -> c.contentsOnly().mode("go-r,u+X"));
    assertThat(attributes(symbolic, "/x/one.txt").permissions()).isEqualTo(0600);
    assertThat(attributes(symbolic, "/x/deep").permissions()).isEqualTo(0711);
  }

  @Test
  void findsOwnersByNameInTheTree() {
    State users = image("users");
    FileTree named =
        files(
            users
                .file(FileAction.mkfile("/x", 0600, "x").owner("app"))
                .file(FileAction.mkdir("/y", 0700).owner("app:staff"))
                .file(FileAction.symlink("x", "/z").owner("nobody-here")));
    assertThat(attributes(named, "/x")).isEqualTo(new Attributes(0600, 7, 8, 0));
    assertThat(attributes(named, "/y")).isEqualTo(new Attributes(0700, 7, 9, 0));
    assertThat(attributes(named, "/z")).isEqualTo(new Attributes(0777, 0, 0, 0));
  }

  @Test
  void replacesOnlyWhatMayBeReplaced() {
    State directory = scratch().mkdir("/x", 0755).mkdir("/x/one.txt", 0755);
    CopyAction over = FileAction.copy(CLIENT, "/a/one.txt", "/x/");
    assertThatThrownBy(() -> files(directory.file(over)))
        .hasMessage("cannot replace to directory /x/one.txt with file");
    assertThat(files(directory.file(over.replaceExisting())).text("/x/one.txt")).contains("1");
    State file = scratch().mkdir("/x", 0755).mkfile("/x/deep", 0644, "file");
    CopyAction whole = FileAction.copy(CLIENT, "/a/deep", "/x/");
    assertThatThrownBy(() -> files(file.file(whole)))
        .hasMessage("cannot copy to non-directory: /x/deep");
    assertThat(files(file.file(whole.replaceExisting())).text("/x/deep/three.txt")).contains("3");
  }

  @Test
  void needsParentsUnlessToldToMakeThem() {
    assertThatThrownBy(() -> files(scratch().file(FileAction.mkdir("/x/y", 0755))))
        .hasMessage("mkdir /x/y: no such file or directory");
    assertThat(paths(files(scratch().file(FileAction.mkdir("/x/y", 0700).parents()))))
        .containsExactly("/x", "/x/y");
    assertThatThrownBy(() -> files(scratch().mkfile("/x/y", 0644, "")))
        .hasMessage("open /x/y: no such file or directory");
    assertThatThrownBy(() -> copy("/a/one.txt", "/x/y/z", c -> c))
        .hasMessage("failed to stat /x/y/z: lstat /x/y: no such file or directory");
  }

  @Test
  void makesAndRemoves() {
    State made =
        scratch()
            .mkdir("/d", 0755)
            .mkfile("/d/f", 0640, "text")
            .symlink("d/f", "/l")
            .mkfile("/g", 0644, "g");
    assertThat(files(made).text("/l")).contains("text");
    assertThat(paths(files(made.rm("/l")))).containsExactly("/d", "/d/f", "/g");
    assertThat(paths(files(made.rm("/d")))).containsExactly("/g", "/l");
    assertThatThrownBy(() -> files(made.rm("/no")))
        .hasMessage("stat /no: no such file or directory");
    assertThatThrownBy(() -> files(made.symlink("x", "/g")))
        .hasMessage("symlink x /g: file exists");
  }

  @Test
  void mergesAndDiffs() {
    State base = scratch().mkfile("/kept", 0644, "k").mkfile("/gone", 0644, "g");
    State changed = base.mkfile("/new", 0644, "n").rm("/gone");
    assertThat(paths(files(diff(base, changed)))).containsExactly("/new");
    State other = scratch().mkfile("/gone", 0644, "other").mkfile("/own", 0644, "o");
    assertThat(paths(files(merge(other, diff(base, changed))))).containsExactly("/new", "/own");
    assertThat(files(merge(base, other)).text("/gone")).contains("other");
  }

  @Test
  void buildsDefinitionsOfFiles() {
    byte[] inner = scratch().mkfile("/inner", 0644, "built").marshal().toBytes();
    State holder = scratch().mkfile("/my.llb", 0644, inner);
    assertThat(files(build(holder, "my.llb")).text("/inner")).contains("built");
  }

  @Test
  void unpacksArchives() throws IOException {
    byte[] tar = tar("dir/file.txt", "packed");
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(tar);
    }
    for (byte[] archive : List.of(tar, gzip.toByteArray())) {
      State source = scratch().mkfile("/a.tar", 0644, archive);
      FileTree unpacked = files(scratch().file(FileAction.copy(source, "/a.tar", "/x").unpack()));
      assertThat(unpacked.text("/x/dir/file.txt")).contains("packed");
      assertThat(attributes(unpacked, "/x/dir/file.txt").permissions()).isEqualTo(0644);
    }
    State xz =
        scratch().mkfile("/a.xz", 0644, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0});
    assertThatThrownBy(() -> files(scratch().file(FileAction.copy(xz, "/a.xz", "/x").unpack())))
        .hasMessage("the test kit unpacks archives that are plain or by gzip only");
  }

  private static byte[] tar(String name, String content) {
    byte[] archive = new byte[2048];
    put(archive, 0, name);
    put(archive, 100, "0000644");
    put(archive, 124, "%011o".formatted(content.length()));
    archive[156] = '0';
    put(archive, 257, "ustar\00000");
    put(archive, 512, content);
    return archive;
  }

  private static void put(byte[] archive, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, archive, offset, bytes.length);
  }

  @Test
  void filesOfTreesAreReadThroughLinks() {
    FileTree tree =
        FileTree.empty().file("/a/b", ByteString.copyFromUtf8("x"), 0600).link("c", "/a");
    assertThat(tree.text("/c/b")).contains("x");
    assertThat(tree.text("/c/../a/./b")).contains("x");
    assertThat(tree.list("c")).containsExactly("b");
    assertThat(FileTree.empty().link("x", "y").link("y", "x").exists("x")).isTrue();
    assertThatThrownBy(() -> FileTree.empty().link("x", "y").link("y", "x").text("x"))
        .hasMessage("x: too many levels of symbolic links");
  }
}
