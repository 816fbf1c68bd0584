package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image in a file: a tar of an OCI layout, or what {@code docker save} writes, of any age;
 * either may be compressed by gzip.
 */
public final class ImageArchive {

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int ZSTD_MAGIC = 0x28b5;
  private static final int MAGIC_BYTES = 2;

  /** Docker's list of the images in an archive. */
  private static final String DOCKER_LIST = "manifest.json";

  /** More links than that are a circle. */
  private static final int MOST_LINKS = 40;

  private final Path archive;
  private final Path folder;
  private final Map<String, String> links = new HashMap<>();

  private ImageArchive(Path archive, Path folder) {
    this.archive = archive;
    this.folder = folder;
  }

  /**
   * Unpacks an archive to a folder in OCI layout.
   *
   * @param folder an empty folder
   * @throws PackagingException if it is no archive of an image
   */
  public static void unpack(Path archive, Path folder) throws IOException {
    new ImageArchive(archive, folder).unpack();
  }

  private void unpack() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        InputStream plain = uncompressed(in);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (var entry = next(tar); entry.isPresent(); entry = next(tar)) {
        extract(entry.get(), tar);
      }
    } catch (PackagingException | FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new PackagingException(archive + " cannot be read: " + e.getMessage(), null, e);
    }
    if (Files.exists(folder.resolve(LayoutIndex.FILE))) {
      return;
    }
    if (!Files.exists(folder.resolve(DOCKER_LIST))) {
      throw new PackagingException(
          "%s is no archive of an image: it has neither %s nor %s"
              .formatted(archive, LayoutIndex.FILE, DOCKER_LIST),
          "`docker save`, `skopeo copy` and `bowsprit build --output type=oci` write some");
    }
    convert();
  }

  private Optional<TarArchiveEntry> next(TarArchiveInputStream tar) throws PackagingException {
    try {
      return Optional.ofNullable(tar.getNextEntry());
    } catch (IOException | IllegalArgumentException e) {
      throw new PackagingException(archive + " is no archive: " + e.getMessage(), null, e);
    }
  }

  private InputStream uncompressed(InputStream in) throws IOException {
    in.mark(MAGIC_BYTES);
    int magic = in.read() << Byte.SIZE | in.read();
    in.reset();
    if (magic == ZSTD_MAGIC) {
      throw new PackagingException(
          archive + " is compressed by zstd, which is not supported", "unpack it with `unzstd`");
    }
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void extract(TarArchiveEntry entry, InputStream content) throws IOException {
    Path file = inFolder(entry.getName());
    if (entry.isSymbolicLink() || entry.isLink()) {
      // Older archives of Docker have a layer that occurs twice as a link. It is never made on
      // disk.
      Path above = entry.isLink() ? folder : file.resolveSibling("");
      links.put(name(file), name(inFolder(folder.relativize(above) + "/" + entry.getLinkName())));
    } else if (entry.isFile()) {
      Files.createDirectories(file.resolveSibling(""));
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path inFolder(String name) throws PackagingException {
    Path file = folder.resolve(name.replaceFirst("^/+", "")).normalize();
    if (!file.startsWith(folder)) {
      throw new PackagingException(archive + " has a file outside of it: " + name);
    }
    return file;
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }

  /** Makes a layout of what Docker calls an archive: a list of images, their configs and layers. */
  private void convert() throws IOException {
    BlobFolder blobs = BlobFolder.at(folder);
    List<Json> entries = new ArrayList<>();
    for (Json image : LayoutIndex.json(file(DOCKER_LIST)).elements()) {
      Json manifest =
          new Json.Builder()
              .putNumber("schemaVersion", 2)
              .putText("mediaType", MediaTypes.MANIFEST)
              .put("config", descriptor(blobs, MediaTypes.CONFIG, text(image, "Config")))
              .put("layers", layers(blobs, image))
              .build();
      BlobFolder.Blob blob = blobs.write(manifest.compact().getBytes(StandardCharsets.UTF_8));
      List<String> tags =
          image.member("RepoTags").map(Json::elements).orElse(List.of()).stream()
              .flatMap(tag -> tag.text().stream())
              .toList();
      if (tags.isEmpty()) {
        entries.add(Manifest.descriptor(MediaTypes.MANIFEST, blob).build());
      }
      for (String tag : tags) {
        entries.add(
            Manifest.descriptor(MediaTypes.MANIFEST, blob)
                .put("annotations", LayoutIndex.named(tag))
                .build());
      }
    }
    LayoutIndex.write(folder, entries);
  }

  private Json layers(BlobFolder blobs, Json image) throws IOException {
    List<Json> layers = new ArrayList<>();
    for (Json layer : image.member("Layers").map(Json::elements).orElse(List.of())) {
      String path = layer.text().orElse("");
      boolean gzip;
      try (InputStream in = Files.newInputStream(file(path))) {
        gzip = (in.read() << Byte.SIZE | in.read()) == GZIP_MAGIC;
      }
      layers.add(descriptor(blobs, gzip ? MediaTypes.LAYER : MediaTypes.PLAIN_LAYER, path));
    }
    return new Json.Arr(layers);
  }

  private Json descriptor(BlobFolder blobs, String mediaType, String path) throws IOException {
    Path file = file(path);
    return Manifest.descriptor(mediaType, blobs.write(out -> Files.copy(file, out))).build();
  }

  private Path file(String name) throws PackagingException {
    String path = name(inFolder(name));
    for (int i = 0; i < MOST_LINKS && links.containsKey(path); i++) {
      path = links.getOrDefault(path, path);
    }
    Path file = folder.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new PackagingException(archive + " lacks its file " + name);
    }
    return file;
  }

  private static String text(Json object, String member) {
    return object.member(member).flatMap(Json::text).orElse("");
  }
}
