package dev.bowsprit.runtime.exporter;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.GoJson;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an image as a tar archive with an OCI image layout, and for Docker with the {@code
 * manifest.json} of {@code docker load}. Entries are sorted and have no times, so equal images give
 * equal archives.
 */
final class ImageArchive {

  private static final int BUFFER = 1 << 18;

  private interface Content {
    void writeTo(TarWriter tar) throws IOException;
  }

  private record Entry(TarHeader header, Content content) {}

  private final ContentStore store;
  private final Map<String, Entry> entries = new TreeMap<>();

  private ImageArchive(ContentStore store) {
    this.store = store;
  }

  /**
   * Writes the archive.
   *
   * @param names full names with tags; maybe none
   * @param docker whether {@code docker load} must be able to read it
   */
  static void write(
      BuiltImage image, List<String> names, boolean docker, ContentStore store, OutputStream out)
      throws IOException {
    ImageArchive archive = new ImageArchive(store);
    archive.add("oci-layout", 0444, "{\"imageLayoutVersion\":\"1.0.0\"}");
    archive.add("index.json", 0644, index(image, names));
    if (docker && image.config().isPresent()) {
      archive.add("manifest.json", 0644, dockerManifest(image, names));
    }
    image.documents().forEach(archive::document);
    image.layers().values().forEach(archive::layer);
    archive.folder("blobs/");
    archive.folder("blobs/sha256/");
    TarWriter tar = new TarWriter(out);
    for (Entry entry : archive.entries.values()) {
      tar.begin(entry.header());
      entry.content().writeTo(tar);
    }
    tar.close();
  }

  private static String index(BuiltImage image, List<String> names) {
    List<Object> manifests = new ArrayList<>();
    for (String name : names) {
      manifests.add(
          image
              .root()
              .with(
                  Map.of(
                      "io.containerd.image.name",
                      name,
                      "org.opencontainers.image.ref.name",
                      referenceName(name)))
              .json());
    }
    if (names.isEmpty()) {
      manifests.add(image.root().json());
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", "application/vnd.oci.image.index.v1+json");
    index.put("manifests", manifests);
    return GoJson.write(index);
  }

  /** The tag, or else the digest. */
  private static String referenceName(String name) {
    ImageReference reference = ImageReference.parse(name);
    return reference.tag().orElseGet(() -> reference.object());
  }

  private static String dockerManifest(BuiltImage image, List<String> names) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("Config", path(image.config().orElseThrow()));
    manifest.put(
        "RepoTags",
        names.isEmpty()
            ? new GoJson.Raw("null")
            : names.stream().map(name -> ImageReference.parse(name).familiar()).toList());
    manifest.put(
        "Layers",
        image.layersOf().isEmpty()
            ? new GoJson.Raw("null")
            : image.layersOf().stream().map(layer -> path(layer.digest())).toList());
    return GoJson.write(List.of(manifest));
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  private void add(String name, int mode, String content) {
    add(name, mode, content.getBytes(StandardCharsets.UTF_8));
  }

  private void add(String name, int mode, byte[] content) {
    put(TarHeader.file(name, mode, content.length), tar -> tar.write(content, 0, content.length));
  }

  private void document(Digest digest, byte[] content) {
    add(path(digest), 0444, content);
  }

  private void layer(Descriptor layer) {
    put(
        TarHeader.file(path(layer.digest()), 0444, layer.size()),
        tar -> {
          byte[] buffer = new byte[BUFFER];
          try (InputStream in = Channels.newInputStream(store.open(layer.digest()))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
              tar.write(buffer, 0, read);
            }
          }
        });
  }

  private void folder(String name) {
    put(TarHeader.of(TarHeader.DIRECTORY, name, "", 0755, 0, 0, 0, 0), tar -> {});
  }

  private void put(TarHeader header, Content content) {
    entries.put(header.name(), new Entry(header, content));
  }
}
