package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.packaging.OciLayout;
import dev.bowsprit.frontend.packaging.PackagedImage;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a frontend's image is written to.
 *
 * @param kind of what shape it is
 * @param path the file or folder
 */
record PackageOutput(Kind kind, Path path) {

  private static final Set<String> FIELDS = Set.of("type", "dest", "tar");

  /** The shape of an image in files. */
  enum Kind {
    OCI_FOLDER,
    OCI_ARCHIVE,
    DOCKER_ARCHIVE
  }

  /** Reads an option, named as those of {@code bowsprit build}. */
  static PackageOutput parse(String text, Console console) {
    Map<String, String> fields = Fields.map("--output", text);
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new UsageException("--output " + text + ": unknown field \"" + field + "\"");
      }
    }
    String dest = fields.getOrDefault("dest", "");
    if (dest.isEmpty()) {
      throw new UsageException("--output " + text + " needs a place", "add dest=PATH");
    }
    boolean archive =
        Optional.ofNullable(fields.get("tar")).map(value -> bool(text, value)).orElse(true);
    Kind kind =
        switch (fields.getOrDefault("type", "")) {
          case "oci" -> archive ? Kind.OCI_ARCHIVE : Kind.OCI_FOLDER;
          case "docker" -> {
            if (!archive) {
              throw new UsageException(
                  "--output " + text + ": what `docker load` reads is a tar",
                  "leave out tar=false, or take type=oci");
            }
            yield Kind.DOCKER_ARCHIVE;
          }
          case "" ->
              throw new UsageException(
                  "--output " + text + " has no type", "one of type=oci, type=docker");
          default ->
              throw new UsageException(
                  "unknown type \"" + fields.get("type") + "\" in --output " + text,
                  "one of type=oci, type=docker");
        };
    Path path = console.path(dest);
    if (kind != Kind.OCI_FOLDER && Files.isDirectory(path)) {
      throw new UsageException(
          "--output " + text + ": this is a folder, and a file is needed",
          "for an image layout in a folder add tar=false");
    }
    if (kind == Kind.OCI_FOLDER && Files.isRegularFile(path)) {
      throw new UsageException("--output " + text + ": this is a file, and a folder is needed");
    }
    return new PackageOutput(kind, path);
  }

  private static boolean bool(String text, String value) {
    return GoNumbers.parseBool(value)
        .orElseThrow(
            () ->
                new UsageException(
                    "--output " + text + ": \"" + value + "\" is neither true nor false"));
  }

  /** Writes an image; a file is there when all of it is. */
  void write(PackagedImage image, Optional<ImageReference> name) throws IOException {
    OciLayout layout = new OciLayout(image, name);
    if (kind == Kind.OCI_FOLDER) {
      layout.toFolder(path);
      return;
    }
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        if (kind == Kind.OCI_ARCHIVE) {
          layout.toArchive(out);
        } else {
          layout.toDockerArchive(out, Platform.ofHost());
        }
      }
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
