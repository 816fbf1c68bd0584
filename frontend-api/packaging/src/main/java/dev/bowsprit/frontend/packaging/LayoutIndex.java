package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The list of the images in a folder in OCI layout. */
public final class LayoutIndex {

  /** The name of the list. */
  public static final String FILE = "index.json";

  /** The file that says that a folder is a layout, and of which version. */
  static final String VERSION_FILE = "oci-layout";

  /** What a layout's file {@link #VERSION_FILE} holds. */
  static final String VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";

  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String FULL_NAME = "io.containerd.image.name";
  private static final String LATEST = "latest";

  private final Path place;
  private final List<Json> entries;

  private LayoutIndex(Path place, List<Json> entries) {
    this.place = place;
    this.entries = entries;
  }

  /**
   * Reads the list.
   *
   * @throws PackagingException if the folder is no layout
   */
  public static LayoutIndex read(Path folder) throws IOException {
    return read(folder, folder);
  }

  /**
   * Reads the list of a layout that stands for something else, such as an archive.
   *
   * @param place what it is called in errors
   * @throws PackagingException if the folder is no layout
   */
  public static LayoutIndex read(Path folder, Path place) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new PackagingException(place + " is no OCI image layout: it has no " + FILE);
    }
    return new LayoutIndex(
        place, json(file).member("manifests").map(Json::elements).orElse(List.of()));
  }

  /**
   * Finds an image.
   *
   * @param tag how it is called; if it is empty, the only one, or the one called {@code latest}
   * @return the digest of its manifest or index
   * @throws PackagingException if there is none, or several
   */
  public Digest find(Optional<String> tag) throws PackagingException {
    List<Json> found =
        entries.stream().filter(entry -> isNamed(entry, tag.orElse(LATEST))).toList();
    if (found.isEmpty() && entries.size() == 1 && tag.orElse(LATEST).equals(LATEST)) {
      found = entries;
    }
    Set<Digest> digests = new LinkedHashSet<>();
    for (Json entry : found) {
      digests.add(digest(entry));
    }
    if (digests.size() == 1) {
      return digests.iterator().next();
    }
    List<String> names =
        entries.stream().map(entry -> name(entry).orElse("(without a name)")).toList();
    throw new PackagingException(
        "%s has %s called %s"
            .formatted(
                place, digests.isEmpty() ? "no image" : "several images", tag.orElse(LATEST)),
        "there " + (names.isEmpty() ? "are none" : "are: " + String.join(", ", names)));
  }

  /** The digest of a descriptor. */
  static Digest digest(Json entry) throws PackagingException {
    String text = entry.member("digest").flatMap(Json::text).orElse("");
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PackagingException("the image has a malformed digest " + text, null, e);
    }
  }

  /** The images' descriptors. */
  List<Json> entries() {
    return entries;
  }

  /** By which tag an image of the list is known. */
  static Optional<String> name(Json entry) {
    return entry
        .member("annotations")
        .flatMap(annotations -> annotations.member(REF_NAME))
        .flatMap(Json::text);
  }

  private static boolean isNamed(Json entry, String tag) {
    return name(entry).filter(name -> name.equals(tag) || name.endsWith(":" + tag)).isPresent();
  }

  /** The annotations of an image of this name. */
  static Json named(String name) {
    try {
      return named(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      return new Json.Builder().putText(REF_NAME, name).build();
    }
  }

  /** The annotations of an image of this name. */
  static Json named(ImageReference name) {
    ImageReference tagged = name.tagged();
    return new Json.Builder()
        .putText(FULL_NAME, tagged.toString())
        .putText(REF_NAME, tagged.tag().orElse(""))
        .build();
  }

  /** The JSON of a file. */
  static Json json(Path file) throws IOException {
    try {
      return Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (JsonSyntaxException e) {
      throw new PackagingException("invalid JSON in " + file + ": " + e.getMessage(), null, e);
    }
  }

  /** A list as text. */
  static String text(List<Json> entries) {
    return new Json.Builder()
        .putNumber("schemaVersion", 2)
        .putText("mediaType", MediaTypes.INDEX)
        .put("manifests", new Json.Arr(entries))
        .build()
        .compact();
  }

  /** Makes a folder that has the contents a layout. */
  static void write(Path folder, List<Json> entries) throws IOException {
    Files.writeString(folder.resolve(VERSION_FILE), VERSION);
    Files.writeString(folder.resolve(FILE), text(entries));
  }
}
