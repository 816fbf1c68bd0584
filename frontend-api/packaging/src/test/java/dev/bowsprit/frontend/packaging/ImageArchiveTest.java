package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
  private static final byte[] CONFIG = text("{\"os\":\"linux\",\"architecture\":\"amd64\"}");
  private static final byte[] LAYER = text("a layer");

  @TempDir Path work;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private TarArchiveOutputStream tar;
  private Path folder;

  @BeforeEach
  void open() throws IOException {
    tar = new TarArchiveOutputStream(bytes);
    folder = Files.createDirectories(work.resolve("layout"));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void file(String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void link(String name, byte kind, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private void unpack() throws IOException {
    tar.close();
    unpack(bytes.toByteArray());
  }

  private void unpack(byte[] archive) throws IOException {
    ImageArchive.unpack(Files.write(work.resolve("image.tar"), archive), folder);
  }

  private List<String> layers(String tag) throws IOException {
    BlobFolder blobs = new BlobFolder(folder);
    Digest digest = LayoutIndex.read(folder).find(Optional.of(tag));
    Json manifest = LayoutIndex.json(blobs.path(digest));
    assertThat(blobs.read(LayoutIndex.digest(manifest.member("config").orElseThrow())))
        .isEqualTo(CONFIG);
    return manifest.member("layers").orElseThrow().elements().stream()
        .map(
            layer ->
                layer.member("mediaType").flatMap(Json::text).orElseThrow()
                    + " "
                    + layer.member("digest").flatMap(Json::text).orElseThrow())
        .toList();
  }

  /** As Docker wrote it until its release 25: a folder a layer, and a link for a layer's twin. */
  @Test
  void whatOldDockersSaveBecomesALayout() throws IOException {
    file("config.json", CONFIG);
    file("one/layer.tar", LAYER);
    link("two/layer.tar", TarConstants.LF_SYMLINK, "../one/layer.tar");
    link("three/layer.tar", TarConstants.LF_LINK, "two/layer.tar");
    file(
        "manifest.json",
        text(
            """
            [{"Config": "config.json", "RepoTags": ["example.com/a:1", "b:2"],
              "Layers": ["one/layer.tar", "two/layer.tar", "three/layer.tar"]}]
            """));
    unpack();

    String layer = "application/vnd.oci.image.layer.v1.tar " + Digest.sha256(LAYER);
    assertThat(layers("1")).containsExactly(layer, layer, layer);
    assertThat(layers("2")).hasSize(3);
  }

  @Test
  void compressedLayersAreKeptAsTheyAre() throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(LAYER);
    }
    file("./config.json", CONFIG);
    file("./layer", compressed.toByteArray());
    file("./manifest.json", text("[{\"Config\": \"config.json\", \"Layers\": [\"layer\"]}]"));
    unpack();

    assertThat(layers("latest"))
        .containsExactly(
            "application/vnd.oci.image.layer.v1.tar+gzip "
                + Digest.sha256(compressed.toByteArray()));
  }

  @Test
  void aLayoutIsUnpackedThatIsCompressed() throws IOException {
    file("index.json", text("{\"manifests\": []}"));
    tar.close();
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      bytes.writeTo(gzip);
    }
    unpack(compressed.toByteArray());

    LayoutIndex empty = LayoutIndex.read(folder, Path.of("image.tar"));
    assertThatThrownBy(() -> empty.find(Optional.empty()))
        .hasMessage("image.tar has no image called latest");
  }

  @Test
  void filesOutsideOfTheArchiveAreRefused() throws IOException {
    file("../outside", LAYER);
    assertThatThrownBy(this::unpack).hasMessageContaining("a file outside of it: ../outside");
    assertThat(work.resolve("outside")).doesNotExist();
  }

  @Test
  void linksToFilesOutsideOfTheArchiveAreRefused() throws IOException {
    link("layer", TarConstants.LF_SYMLINK, "../../etc/passwd");
    assertThatThrownBy(this::unpack).hasMessageContaining("a file outside of it");
  }

  @Test
  void linksInACircleAreAMissingFile() throws IOException {
    file("config.json", CONFIG);
    link("a", TarConstants.LF_SYMLINK, "b");
    link("b", TarConstants.LF_SYMLINK, "a");
    file("manifest.json", text("[{\"Config\": \"config.json\", \"Layers\": [\"a\"]}]"));
    assertThatThrownBy(this::unpack).hasMessageContaining("lacks its file a");
  }

  @Test
  void anArchiveThatEndsTooSoonIsNamed() throws IOException {
    file("layer", new byte[4000]);
    tar.close();
    byte[] all = bytes.toByteArray();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(all);
    }

    byte[] compressed = gzip.toByteArray();

    for (byte[] half :
        List.of(Arrays.copyOf(all, 2000), Arrays.copyOf(compressed, compressed.length / 2))) {
      assertThatThrownBy(() -> unpack(half))
          .isInstanceOf(PackagingException.class)
          .hasMessageContaining("image.tar ");
    }
  }

  @Test
  void otherFilesAreNamedForWhatTheyAreNot() throws IOException {
    file("readme", LAYER);
    assertThatThrownBy(this::unpack)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("is no archive of an image: it has neither index.json nor");
    assertThatThrownBy(() -> unpack(text("a text that is longer than a header. ".repeat(40))))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("is no archive");
    assertThatThrownBy(() -> unpack(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("compressed by zstd");
  }
}
