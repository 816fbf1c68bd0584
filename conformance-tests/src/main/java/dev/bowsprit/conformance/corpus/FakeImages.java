package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.pb.Platform;
import java.util.List;
import java.util.Locale;

/** The images that a case's registry has. */
final class FakeImages {

  private final JsonNode shared;
  private final CorpusCase corpusCase;

  FakeImages(JsonNode shared, CorpusCase corpusCase) {
    this.shared = shared;
    this.corpusCase = corpusCase;
  }

  /** What is known of an image; fails if nothing is. */
  JsonNode fixture(String key) {
    JsonNode own = corpusCase.spec().path("images").path(key);
    JsonNode fixture = own.isMissingNode() ? shared.path(key) : own;
    if (fixture.isMissingNode()) {
      throw FakeFiles.unknown(key + ": not found");
    }
    if (fixture.has("error")) {
      throw GatewayException.of(
          code(fixture.path("errorCode").asText("Unknown")), fixture.path("error").asText());
    }
    return fixture;
  }

  /** The config for a platform, as the registry would serve it. */
  ByteString config(String key, JsonNode fixture, Platform wanted, boolean asked) {
    if (fixture.has("configText")) {
      return ByteString.copyFromUtf8(fixture.path("configText").asText());
    }
    Platform platform =
        asked ? wanted : PlatformText.parse(corpusCase.workerPlatforms().getFirst());
    String osArch = platform.getOS() + "/" + platform.getArchitecture();
    JsonNode platforms = fixture.path("platforms");
    for (String choice : List.of(osArch + "/" + normalizedVariant(platform), osArch, "*")) {
      if (platforms.has(choice)) {
        return ByteString.copyFromUtf8(platforms.path(choice).toString());
      }
    }
    throw FakeFiles.unknown(key + ": no match for platform in manifest: not found");
  }

  private static String normalizedVariant(Platform platform) {
    String variant = platform.getVariant();
    return switch (platform.getArchitecture()) {
      case "arm" -> variant.isEmpty() ? "v7" : variant;
      case "arm64" -> variant.equals("v8") ? "" : variant;
      default -> variant;
    };
  }

  private static GatewayException.Code code(String name) {
    String upper = name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    return GatewayException.Code.valueOf(upper);
  }
}
