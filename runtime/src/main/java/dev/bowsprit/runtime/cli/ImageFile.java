package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.packaging.ImageArchive;
import dev.bowsprit.frontend.packaging.LayoutIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * An image in files of this machine: a folder in OCI layout, or an archive.
 *
 * @param place the folder or the archive
 * @param tag which of its images, if it is said
 */
record ImageFile(Path place, Optional<String> tag) {

  /** What may stand before a path, as in addresses of contexts. */
  static final String OCI_LAYOUT = "oci-layout://";

  /** The first bytes of jars. */
  private static final int ZIP_MAGIC = 'P' << Byte.SIZE | 'K';

  /**
   * The image that a text names: {@code PATH} or {@code PATH:TAG}.
   *
   * @return empty if there is none at the path
   */
  static Optional<ImageFile> find(String text, Console console) throws IOException {
    String path = text.startsWith(OCI_LAYOUT) ? text.substring(OCI_LAYOUT.length()) : text;
    if (isImage(console.path(path))) {
      return Optional.of(new ImageFile(console.path(path), Optional.empty()));
    }
    int colon = path.lastIndexOf(':');
    return colon > 0 && isImage(console.path(path.substring(0, colon)))
        ? Optional.of(
            new ImageFile(
                console.path(path.substring(0, colon)), Optional.of(path.substring(colon + 1))))
        : Optional.empty();
  }

  private static boolean isImage(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return Files.exists(path.resolve(LayoutIndex.FILE));
    }
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return (in.read() << Byte.SIZE | in.read()) != ZIP_MAGIC;
    }
  }

  /** The folder in OCI layout; that of an archive is a temporary one, for as long as we run. */
  Path layout() throws IOException {
    if (Files.isDirectory(place)) {
      return place.toRealPath();
    }
    Path folder = TemporaryFolder.untilExit().path();
    ImageArchive.unpack(place, folder);
    return folder;
  }

  /** What the image is called in a build, for which it needs a name. */
  String name() {
    String plain =
        String.valueOf(place.getFileName())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return "localhost/" + (plain.isEmpty() ? "image" : plain);
  }
}
