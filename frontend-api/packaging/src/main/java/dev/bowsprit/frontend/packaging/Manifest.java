package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.image.History;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An image for one platform.
 *
 * @param blob its manifest
 * @param config its configuration
 * @param layers from the bottom up
 */
record Manifest(
    Platform platform, BlobFolder.Blob blob, BlobFolder.Blob config, List<Layer> layers) {

  private static final String TIME = "1970-01-01T00:00:00Z";
  private static final String TOOL = "bowsprit frontend package";

  Manifest {
    layers = List.copyOf(layers);
  }

  /** Writes an image's configuration, and the manifest. */
  static Manifest write(BlobFolder blobs, ImageConfig plain, List<Layer> layers)
      throws IOException {
    List<History> history =
        layers.stream()
            .map(layer -> new History(Optional.of(TIME), TOOL, "", layer.comment(), false))
            .toList();
    List<String> diffIds = layers.stream().map(layer -> layer.diffId().toString()).toList();
    ImageConfig full =
        new ImageConfig(
            Optional.of(TIME),
            plain.author(),
            plain.platform(),
            new ImageConfig.RootFs("layers", Optional.of(diffIds)),
            history,
            plain.config());
    BlobFolder.Blob config = blobs.write(full.toJson().getBytes(StandardCharsets.UTF_8));
    Json json =
        new Json.Builder()
            .putNumber("schemaVersion", 2)
            .putText("mediaType", MediaTypes.MANIFEST)
            .put("config", descriptor(MediaTypes.CONFIG, config).build())
            .put(
                "layers",
                new Json.Arr(
                    layers.stream()
                        .map(layer -> descriptor(MediaTypes.LAYER, layer.blob()).build())
                        .toList()))
            .build();
    BlobFolder.Blob blob = blobs.write(json.compact().getBytes(StandardCharsets.UTF_8));
    return new Manifest(plain.platform(), blob, config, layers);
  }

  /** What points at a content, as the specification's descriptor. */
  static Json.Builder descriptor(String mediaType, BlobFolder.Blob blob) {
    return new Json.Builder()
        .putText("mediaType", mediaType)
        .putText("digest", blob.digest().toString())
        .putNumber("size", blob.size());
  }

  /** What points at this image from an index. */
  Json.Builder descriptor() {
    return descriptor(MediaTypes.MANIFEST, blob)
        .put(
            "platform",
            new Json.Builder()
                .putText("architecture", platform.architecture())
                .putText("os", platform.os())
                .putText("variant", platform.variant())
                .build());
  }
}
