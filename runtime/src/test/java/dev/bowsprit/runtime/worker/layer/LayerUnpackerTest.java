package dev.bowsprit.runtime.worker.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarReader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerUnpackerTest {

  @TempDir Path temp;
  private Path root;
  private Path outside;

  @BeforeEach
  void makeFolders() throws IOException {
    Peers.needRoot();
    root = Files.createDirectory(temp.resolve("layer"));
    outside = Files.createDirectory(temp.resolve("outside"));
  }

  @Test
  void namesAndLinksNeverLeadOut() throws IOException {
    unpack(
        file("../outside/a"),
        file("/abs/b"),
        link("up", "../outside"),
        link("root", outside.toString()),
        file("up/c"),
        file("root/d"),
        file("x/../../outside/e"));

    assertThat(outside).isEmptyDirectory();
    assertThat(root.resolve("outside/a")).exists();
    assertThat(root.resolve("abs/b")).exists();
    assertThat(root.resolve("outside/c")).exists();
    assertThat(root.resolve(outside.toString().substring(1)).resolve("d")).exists();
    assertThat(root.resolve("outside/e")).exists();
  }

  @Test
  void aHardLinkToTheOutsideIsRefused() throws IOException {
    Files.writeString(outside.resolve("secret"), "s");

    assertThatThrownBy(
            () ->
                unpack(
                    TarHeader.of(TarHeader.HARD_LINK, "h", "../outside/secret", 0644, 0, 0, 0, 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not in the layer");
  }

  @Test
  void whiteoutsBecomeThoseOfOverlayfs() throws IOException {
    unpack(
        file("a/.wh.gone"),
        file("b/.wh..wh..opq"),
        file(".wh.replaced"),
        TarHeader.of(TarHeader.DIRECTORY, "replaced/", "", 0755, 0, 0, 0, 0));

    assertThat(Nodes.stat(root.resolve("a/gone")).isWhiteout()).isTrue();
    assertThat(opaque("b")).isTrue();
    assertThat(opaque("replaced")).isTrue();
    assertThat(opaque("a")).isFalse();
  }

  @Test
  void overlayfsOwnAttributesAreNotTakenFromArchives() throws IOException {
    unpack(
        new TarHeader(
            TarHeader.DIRECTORY,
            "d/",
            "",
            0755,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            "",
            "",
            Map.of("SCHILY.xattr.trusted.overlay.redirect", "/etc")));

    assertThat(Xattrs.get(root.resolve("d"), "trusted.overlay.redirect")).isEmpty();
  }

  @Test
  void aFolderWithoutEntryLooksLikeTheOneItCovers() throws IOException {
    Path below = Files.createDirectories(temp.resolve("below"));
    Files.createDirectory(below.resolve("tmp"));
    Nodes.chown(below.resolve("tmp"), 5, 6);
    Nodes.chmod(below.resolve("tmp"), 01777);

    unpack(List.of(below), file("tmp/x"), file("other/y"));

    assertThat(Nodes.stat(root.resolve("tmp")).permissions()).isEqualTo(01777);
    assertThat(Nodes.stat(root.resolve("tmp")).uid()).isEqualTo(5);
    assertThat(Nodes.stat(root.resolve("other")).permissions()).isEqualTo(0755);
  }

  @Test
  void namesKeepTheirBytes() throws IOException {
    String name = "\u00ff\u0080-not-utf8";
    unpack(file(name), link("l", "a//b/\u00ff/"));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LayerTar.write(
        root, LowerFiles.of(List.of()), new TarWriter(out), java.util.OptionalLong.empty());
    TarReader tar = new TarReader(new ByteArrayInputStream(out.toByteArray()));
    assertThat(tar.next().orElseThrow().link()).isEqualTo("a//b/\u00ff/");
    assertThat(tar.next().orElseThrow().name()).isEqualTo(name);
  }

  private boolean opaque(String name) throws IOException {
    return LowerFiles.isOpaque(root.resolve(name));
  }

  private static TarHeader file(String name) {
    return TarHeader.file(name, 0644, 1);
  }

  private static TarHeader link(String name, String target) {
    return TarHeader.of(TarHeader.SYMLINK, name, target, 0777, 0, 0, 0, 0);
  }

  private void unpack(TarHeader... entries) throws IOException {
    unpack(List.of(), entries);
  }

  private void unpack(List<Path> below, TarHeader... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      for (TarHeader entry : entries) {
        tar.entry(entry, "x".repeat((int) entry.size()).getBytes(StandardCharsets.US_ASCII));
      }
    }
    TarReader tar = new TarReader(new ByteArrayInputStream(out.toByteArray()));
    new LayerUnpacker(root, LowerFiles.of(below), tar).run();
  }
}
