package dev.bowsprit.runtime.worker.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads manifests and indexes, OCI's and Docker's alike. */
public final class Manifests {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  /**
   * The manifest of one image.
   *
   * @param config where its config is
   * @param layers lowest first
   */
  public record Manifest(Descriptor config, List<Descriptor> layers) {}

  /**
   * One image of an index.
   *
   * @param descriptor where its manifest is
   * @param platform what it is for, if the index says so
   */
  public record Entry(Descriptor descriptor, Optional<ImagePlatform> platform) {}

  /**
   * A manifest that is about another one.
   *
   * @param descriptor where it is
   * @param artifactType what kind of thing it is
   */
  public record Referrer(Descriptor descriptor, String artifactType) {}

  private static JsonNode parse(byte[] content) throws IOException {
    try {
      return JSON.readTree(content);
    } catch (JsonProcessingException e) {
      throw new IOException("invalid manifest or config: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a manifest. */
  public static Manifest manifest(byte[] content) throws IOException {
    JsonNode json = parse(content);
    List<Descriptor> layers = new ArrayList<>();
    for (JsonNode layer : json.path("layers")) {
      layers.add(descriptor(layer));
    }
    return new Manifest(descriptor(json.path("config")), layers);
  }

  /** Reads an index. */
  public static List<Entry> index(byte[] content) throws IOException {
    List<Entry> result = new ArrayList<>();
    for (JsonNode entry : parse(content).path("manifests")) {
      JsonNode platform = entry.path("platform");
      result.add(
          new Entry(
              descriptor(entry),
              platform.isObject() ? Optional.of(platform(platform)) : Optional.empty()));
    }
    return result;
  }

  /** The annotations of an index. */
  public static Map<String, String> annotations(byte[] content) throws IOException {
    return annotations(parse(content));
  }

  /** Reads a list of referrers, which has the form of an index. */
  public static List<Referrer> referrers(byte[] content) throws IOException {
    List<Referrer> result = new ArrayList<>();
    for (JsonNode entry : parse(content).path("manifests")) {
      result.add(new Referrer(descriptor(entry), entry.path("artifactType").asText("")));
    }
    return result;
  }

  /** The image of an index that runs best on a platform. */
  public static Optional<Entry> select(List<Entry> index, ImagePlatform platform) {
    return index.stream()
        .filter(entry -> rank(entry, platform) >= 0)
        .min(
            Comparator.comparingInt((Entry entry) -> rank(entry, platform))
                .thenComparing(
                    entry -> entry.platform().map(p -> -p.osFeatures().size()).orElse(0)));
  }

  private static int rank(Entry entry, ImagePlatform platform) {
    // Without a platform it may be anything; what says that it fits comes before.
    return entry.platform().map(platform::rank).orElse(Integer.MAX_VALUE);
  }

  /** The platform that a config or an index names. */
  public static ImagePlatform platform(JsonNode json) {
    List<String> features = new ArrayList<>();
    json.path("os.features").forEach(feature -> features.add(feature.asText()));
    return new ImagePlatform(
        json.path("os").asText(""),
        json.path("architecture").asText(""),
        json.path("variant").asText(""),
        json.path("os.version").asText(""),
        features);
  }

  /** The platform of an image's config, normalised. */
  public static ImagePlatform platformOf(byte[] config) throws IOException {
    return platform(parse(config)).normalized();
  }

  /** The diffIDs of an image's config. */
  public static List<Digest> diffIds(byte[] config) throws IOException {
    List<Digest> result = new ArrayList<>();
    try {
      for (JsonNode id : parse(config).path("rootfs").path("diff_ids")) {
        result.add(Digest.parse(id.asText()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("invalid image config: " + e.getMessage(), e);
    }
    return result;
  }

  /**
   * The media type of a manifest, told by what is in it.
   *
   * @throws IOException if it is neither a manifest nor an index, or both
   */
  public static String mediaType(byte[] content) throws IOException {
    JsonNode json = parse(content);
    boolean manifest = json.has("config") || json.has("layers");
    if (manifest && json.has("manifests")) {
      throw new IOException("invalid ambiguous manifest and manifest list");
    }
    String said = json.path("mediaType").asText("");
    if (!MediaTypes.isManifest(said) && !MediaTypes.isIndex(said)) {
      return manifest ? MediaTypes.DOCKER_MANIFEST : MediaTypes.DOCKER_LIST;
    }
    if (manifest != MediaTypes.isManifest(said)) {
      throw new IOException("mediaType in manifest does not match manifest contents");
    }
    return said;
  }

  private static Map<String, String> annotations(JsonNode json) {
    Map<String, String> annotations = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : json.path("annotations").properties()) {
      annotations.put(field.getKey(), field.getValue().asText());
    }
    return annotations;
  }

  private static Descriptor descriptor(JsonNode json) throws IOException {
    try {
      return new Descriptor(
          json.path("mediaType").asText(""),
          Digest.parse(json.path("digest").asText("")),
          json.path("size").asLong(-1),
          annotations(json));
    } catch (IllegalArgumentException e) {
      throw new IOException("invalid manifest: " + e.getMessage(), e);
    }
  }
}
