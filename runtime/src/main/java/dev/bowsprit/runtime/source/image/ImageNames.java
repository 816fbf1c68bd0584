package dev.bowsprit.runtime.source.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.GoJson;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What names of images stood for when they were last pulled or built here, as one small file a name
 * in a folder.
 */
public final class ImageNames {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Path folder;

  /** Names in a folder, made if absent. */
  public ImageNames(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The image of a full name with tag. */
  public Optional<Descriptor> get(String name) throws IOException {
    try {
      return Optional.of(read(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Gives a name to an image. */
  public void put(String name, Descriptor image) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mediaType", image.mediaType());
    json.put("digest", image.digest().toString());
    json.put("size", image.size());
    Path draft = folder.resolve(UUID.randomUUID() + ".draft");
    try {
      Files.writeString(draft, GoJson.write(json));
      Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Takes a name away. */
  public void remove(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  /** All names and their images. */
  public Map<String, Descriptor> list() throws IOException {
    Map<String, Descriptor> result = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String encoded = file.getFileName().toString();
        String name = encoded.substring(0, encoded.length() - SUFFIX.length());
        result.put(URLDecoder.decode(name, StandardCharsets.UTF_8), read(file));
      }
    }
    return result;
  }

  private static Descriptor read(Path file) throws IOException {
    JsonNode json = JSON.readTree(Files.readAllBytes(file));
    return new Descriptor(
        json.path("mediaType").asText(""),
        Digest.parse(json.path("digest").asText("")),
        json.path("size").asLong());
  }

  private Path file(String name) {
    return folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8) + SUFFIX);
  }
}
