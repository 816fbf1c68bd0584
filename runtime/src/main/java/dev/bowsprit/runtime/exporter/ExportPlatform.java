package dev.bowsprit.runtime.exporter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One platform of a result.
 *
 * @param id by which the frontend names it
 * @param platform what it is
 */
record ExportPlatform(String id, ImagePlatform platform) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The platforms that a frontend returned in {@code refs.platforms}, or the one that its image
   * config names, or this host's.
   */
  static List<ExportPlatform> of(Map<String, byte[]> metadata) {
    try {
      byte[] listed = metadata.get("refs.platforms");
      return listed == null ? List.of(single(metadata)) : listed(listed);
    } catch (IOException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "invalid platforms or image config: " + e.getMessage());
    }
  }

  private static List<ExportPlatform> listed(byte[] json) throws IOException {
    List<ExportPlatform> result = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(json).path("Platforms")) {
      String id = entry.path("ID").asText("");
      ImagePlatform platform = Manifests.platform(entry.path("Platform"));
      if (id.isEmpty()) {
        throw invalid("invalid empty platform key for exporter");
      }
      if (platform.os().isEmpty() || platform.architecture().isEmpty()) {
        throw invalid("invalid platform value " + platform.format() + " for exporter");
      }
      result.add(new ExportPlatform(id, platform.normalized()));
    }
    if (result.isEmpty()) {
      throw invalid("invalid empty platforms index for exporter");
    }
    return result;
  }

  private static ExportPlatform single(Map<String, byte[]> metadata) throws IOException {
    byte[] config = metadata.get("containerimage.config");
    ImagePlatform platform = ImagePlatform.host();
    if (config != null) {
      ImagePlatform named = Manifests.platform(JSON.readTree(config));
      if (named.os().isEmpty() != named.architecture().isEmpty()) {
        throw invalid("invalid image config: os and architecture must be specified together");
      }
      platform = named.normalized();
    }
    return new ExportPlatform(platform.formatAll(), platform);
  }

  /** The reference of this platform, or the only one. */
  Optional<ImmutableRef> ref(BuildOutput output) {
    return output.refs().isEmpty() ? output.ref() : Optional.ofNullable(output.refs().get(id));
  }

  /** Whether the frontend returned a reference, maybe an empty one, for this platform. */
  boolean isIn(BuildOutput output) {
    return output.refs().isEmpty() || output.refs().containsKey(id);
  }

  /** The metadata of this platform, or else of all. */
  Optional<byte[]> metadata(BuildOutput output, String key) {
    byte[] own = output.metadata().get(key + "/" + id);
    return Optional.ofNullable(own == null ? output.metadata().get(key) : own);
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}
