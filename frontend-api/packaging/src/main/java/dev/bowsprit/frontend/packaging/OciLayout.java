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
    List<Json> entries = new ArrayList<>();
    if (Files.exists(folder.resolve(LayoutIndex.FILE))) {
      LayoutIndex.read(folder).entries().stream()
          .filter(entry -> !sameName(entry))
          .forEach(entries::add);
    }
    entries.add(entry());
    LayoutIndex.write(folder, entries);
  }

  private boolean sameName(Json entry) {
    Optional<String> tag = LayoutIndex.name(entry);
    return entry.member("digest").equals(Optional.of(Json.of(image.digest().toString())))
        || (tag.isPresent() && tag.equals(name.flatMap(reference -> reference.tagged().tag())));
  }

  /** What points at the image from the layout's list. */
  private Json entry() {
    Json.Builder entry = Manifest.descriptor(image.topMediaType(), image.top());
    name.ifPresent(reference -> entry.put("annotations", LayoutIndex.named(reference)));
    return entry.build();
  }

  private Map<String, String> texts() {
    return Map.of(
        LayoutIndex.VERSION_FILE,
        LayoutIndex.VERSION,
        LayoutIndex.FILE,
        LayoutIndex.text(List.of(entry())));
  }

  /** Writes a tar of the layout. */
  public void toArchive(OutputStream out) throws IOException {
    write(out, image.contents(), texts());
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
    Map<String, String> texts = new TreeMap<>(new OciLayout(one, name).texts());
    texts.put("manifest.json", list.compact());
    write(out, one.contents(), texts);
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
