package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The signature of an image as cosign stores it: an image of its own beside the signed one, with
 * the signed payload ("simple signing") as its layer.
 *
 * @param blobs has the manifest and what it points at
 * @param contents the payloads of this signature, and the configuration
 * @param manifest the manifest
 */
record CosignSignature(BlobFolder blobs, List<BlobFolder.Blob> contents, BlobFolder.Blob manifest) {

  private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ANNOTATION = "dev.cosignproject.cosign/signature";
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  /**
   * Signs an image.
   *
   * @param name what the image is called; only the repository is signed with it
   * @param others descriptors of signatures that are there already, and are kept
   */
  static CosignSignature of(
      BlobFolder blobs, ImageReference name, Digest image, List<Json> others, SigningKey key)
      throws IOException {
    byte[] payload = payload(name, image);
    BlobFolder.Blob layer = blobs.write(payload);
    String signature = Base64.getEncoder().encodeToString(key.sign(payload));
    List<Json> layers = new ArrayList<>(others);
    layers.add(
        Manifest.descriptor(PAYLOAD, layer)
            .put("annotations", new Json.Builder().putText(ANNOTATION, signature).build())
            .build());
    BlobFolder.Blob config = blobs.write(config(layers).getBytes(StandardCharsets.UTF_8));
    Json manifest =
        new Json.Builder()
            .putNumber("schemaVersion", 2)
            .putText("mediaType", MediaTypes.MANIFEST)
            .put("config", Manifest.descriptor(MediaTypes.CONFIG, config).build())
            .put("layers", new Json.Arr(layers))
            .build();
    return new CosignSignature(
        blobs,
        List.of(layer, config),
        blobs.write(manifest.compact().getBytes(StandardCharsets.UTF_8)));
  }

  /** The tag of an image's signatures. */
  static String tag(Digest image) {
    return image.algorithm() + "-" + image.hex() + ".sig";
  }

  private static byte[] payload(ImageReference name, Digest image) {
    Json critical =
        new Json.Builder()
            .put("identity", new Json.Builder().putText("docker-reference", name.name()).build())
            .put(
                "image",
                new Json.Builder().putText("docker-manifest-digest", image.toString()).build())
            .putText("type", "cosign container image signature")
            .build();
    return new Json.Builder()
        .put("critical", critical)
        .put("optional", new Json.Null())
        .build()
        .compact()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Payloads are not compressed, so their digests are those of the layers. */
  private static String config(List<Json> layers) {
    List<String> diffIds =
        layers.stream().map(l -> l.member("digest").flatMap(Json::text).orElse("")).toList();
    List<Json> history =
        layers.stream().map(l -> new Json.Builder().putText("created", NO_TIME).build()).toList();
    return new Json.Builder()
        .put("architecture", Json.of(""))
        .put("os", Json.of(""))
        .putText("created", NO_TIME)
        .put("history", new Json.Arr(history))
        .put("config", new Json.Builder().build())
        .put(
            "rootfs",
            new Json.Builder().putText("type", "layers").putTexts("diff_ids", diffIds).build())
        .build()
        .compact();
  }
}
