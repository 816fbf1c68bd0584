package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes an image as an OCI image layout: a folder, or a tar of one. */
public final class OciLayout {

  private static final String VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String INDEX = "index.json";

  private final PackagedImage image;
  private final Optional<ImageReference> name;

  /**
   * A layout.
   *
   * @param name how the image is to be called in it
   */
  public OciLayout(PackagedImage image, Optional<ImageReference> name) {
    this.image = image;
    this.name = name;
  }

  /**
   * Writes a folder; the image is added to a layout that is there, in place of one with its name.
   */
  public void toFolder(Path folder) throws IOException {
    BlobFolder target = BlobFolder.at(folder);
    for (BlobFolder.Blob blob : image.contents()) {
      Files.copy(
          image.blobs().path(blob.digest()),
          target.path(blob.digest()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(folder.resolve("oci-layout"), VERSION);
    Path index = folder.resolve(INDEX);
    List<Json> others = Files.exists(index) ? others(Files.readString(index)) : List.of();
    Files.writeString(index, index(others));
  }

  private List<Json> others(String index) throws IOException {
    try {
      return Json.parse(index).member("manifests").stream()
          .flatMap(manifests -> manifests.elements().stream())
          .filter(manifest -> !sameName(manifest))
          .toList();
    } catch (dev.bowsprit.frontend.json.JsonSyntaxException e) {
      throw new PackagingException(INDEX + " of the image layout: " + e.getMessage(), null, e);
    }
  }

  private boolean sameName(Json manifest) {
    Json annotations = manifest.member("annotations").orElse(new Json.Null());
    Optional<String> digest = manifest.member("digest").flatMap(Json::text);
    Optional<String> tag = annotations.member(REF_NAME).flatMap(Json::text);
    return digest.equals(Optional.of(image.digest().toString()))
        || (tag.isPresent() && tag.equals(tag()));
  }

  private Optional<String> tag() {
    return name.flatMap(reference -> reference.tagged().tag());
  }

  private String index(List<Json> others) {
    Json.Builder entry = Manifest.descriptor(image.topMediaType(), image.top());
    if (name.isPresent()) {
      entry.put(
          "annotations",
          new Json.Builder()
              .putText("io.containerd.image.name", name.get().tagged().toString())
              .putText(REF_NAME, tag().orElse(""))
              .build());
    }
    List<Json> manifests = new ArrayList<>(others);
    manifests.add(entry.build());
    return new Json.Builder()
        .putNumber("schemaVersion", 2)
        .putText("mediaType", MediaTypes.INDEX)
        .put("manifests", new Json.Arr(manifests))
        .build()
        .compact();
  }

  /** Writes a tar of the layout. */
  public void toArchive(OutputStream out) throws IOException {
    write(out, image.contents(), Map.of("oci-layout", VERSION, INDEX, index(List.of())));
  }

  /**
   * Writes a tar that {@code docker load} reads, whatever its age: it has the image of one
   * platform.
   *
   * @throws PackagingException if the image is not for that platform
   */
  public void toDockerArchive(OutputStream out, Platform platform) throws IOException {
    Manifest manifest =
        image.manifests().stream()
            .filter(m -> m.platform().equals(platform))
            .findFirst()
            .orElseThrow(() -> new PackagingException("the image is not for " + platform));
    PackagedImage one = PackagedImage.of(image.blobs(), List.of(manifest));
    List<String> layers = manifest.layers().stream().map(l -> path(l.blob().digest())).toList();
    Json list =
        new Json.Arr(
            List.of(
                new Json.Builder()
                    .putText("Config", path(manifest.config().digest()))
                    .put(
                        "RepoTags",
                        Json.ofTexts(name.stream().map(n -> n.tagged().familiar()).toList()))
                    .put("Layers", Json.ofTexts(layers))
                    .build()));
    OciLayout layout = new OciLayout(one, name);
    write(
        out,
        one.contents(),
        Map.of(
            "oci-layout",
            VERSION,
            INDEX,
            layout.index(List.of()),
            "manifest.json",
            list.compact()));
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  private void write(OutputStream out, List<BlobFolder.Blob> contents, Map<String, String> texts)
      throws IOException {
    SortedMap<String, BlobFolder.Blob> blobs = new TreeMap<>();
    contents.forEach(blob -> blobs.put(path(blob.digest()), blob));
    SortedSet<String> names = new TreeSet<>(blobs.keySet());
    names.addAll(texts.keySet());
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (String entryName : names) {
        BlobFolder.Blob blob = blobs.get(entryName);
        byte[] text = texts.getOrDefault(entryName, "").getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(entryName);
        entry.setModTime(FileTime.from(Layer.TIME));
        entry.setIds(0, 0);
        entry.setSize(blob == null ? text.length : blob.size());
        tar.putArchiveEntry(entry);
        if (blob == null) {
          tar.write(text);
        } else {
          Files.copy(image.blobs().path(blob.digest()), tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }
}
