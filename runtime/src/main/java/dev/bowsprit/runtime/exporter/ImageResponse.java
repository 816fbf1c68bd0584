package dev.bowsprit.runtime.exporter;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.image.GoJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What exporters of images have in common beside the image. */
final class ImageResponse {

  private ImageResponse() {}

  /** The response that tells the image's digests. */
  static Map<String, String> of(BuiltImage image) {
    Map<String, String> response = new LinkedHashMap<>();
    Digest digest = image.root().descriptor().digest();
    response.put("containerimage.digest", digest.toString());
    image
        .config()
        .ifPresent(config -> response.put("containerimage.config.digest", config.toString()));
    byte[] descriptor = GoJson.write(image.root().json()).getBytes(StandardCharsets.UTF_8);
    response.put("containerimage.descriptor", Base64.getEncoder().encodeToString(descriptor));
    return response;
  }

  /** Attributes that an exporter does not know are metadata of the result. */
  static BuildOutput withMetadata(BuildOutput output, Map<String, String> attributes) {
    Map<String, byte[]> metadata = new HashMap<>(output.metadata());
    attributes.forEach((key, value) -> metadata.put(key, value.getBytes(StandardCharsets.UTF_8)));
    return new BuildOutput(output.ref(), output.refs(), metadata, output.attestations());
  }

  /** The names to give, {@code *} replaced by the frontend's. */
  static String names(ImageOptions options, BuildOutput output) {
    byte[] fromFrontend = output.metadata().get("image.name");
    return options.name().equals("*") && fromFrontend != null
        ? new String(fromFrontend, StandardCharsets.UTF_8)
        : options.name();
  }

  /** The epoch of the export, else the one of the frontend. */
  static OptionalLong epoch(BuildOutput output, ImageOptions options) {
    if (options.epoch().isPresent()) {
      return options.epoch().get();
    }
    byte[] value = output.metadata().get("source.date.epoch");
    return value == null
        ? OptionalLong.empty()
        : Attributes.seconds("SOURCE_DATE_EPOCH", new String(value, StandardCharsets.UTF_8));
  }
}
