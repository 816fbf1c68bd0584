package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.layer.Compression;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The attributes that all exporters of images share.
 *
 * @param name names with commas between; empty for none, {@code *} for the frontend's
 * @param compression of layers
 * @param forceCompression whether layers that exist are recompressed
 * @param ociTypes whether media types are OCI's; empty for the exporter's default
 * @param rewriteTimestamp whether times in layers are limited to the epoch
 * @param preferNondist whether non-distributable layers keep their type
 * @param epoch the limit of times: not said, said to be none, or seconds since 1970
 * @param annotations to add
 */
record ImageOptions(
    String name,
    Compression compression,
    boolean forceCompression,
    Optional<Boolean> ociTypes,
    boolean rewriteTimestamp,
    boolean preferNondist,
    Optional<OptionalLong> epoch,
    Annotations annotations) {

  /** Takes the options out of an export's attributes. */
  static ImageOptions take(Attributes attributes) {
    String type = attributes.text("compression").orElse("gzip");
    ImageOptions options =
        new ImageOptions(
            attributes.text("name").orElse(""),
            new Compression(compressionType(type), attributes.number("compression-level")),
            attributes.flag("force-compression").orElse(false),
            attributes.flag("oci-mediatypes"),
            attributes.flag("rewrite-timestamp").orElse(false),
            attributes.flag("prefer-nondist-layers").orElse(false),
            attributes.epoch(),
            Annotations.take(attributes.rest()));
    if (attributes.flag("oci-artifact").orElse(false) && !options.ociTypes.orElse(true)) {
      throw Attributes.invalid(
          "exporter option \"oci-artifact=true\" conflicts with \"oci-mediatypes=false\"");
    }
    attributes.flag("attestation-inline");
    return options;
  }

  private static Compression.Type compressionType(String type) {
    return switch (type) {
      case "uncompressed" -> Compression.Type.UNCOMPRESSED;
      case "gzip" -> Compression.Type.GZIP;
      case "zstd" -> Compression.Type.ZSTD;
      case "estargz" ->
          throw Attributes.invalid(
              "compression type estargz is not supported; use gzip, zstd or uncompressed");
      default -> throw Attributes.invalid("unsupported compression type " + type);
    };
  }

  /** How layers will be asked for, if nothing in them is rewritten. */
  Optional<Compression> layers() {
    return rewriteTimestamp ? Optional.empty() : Optional.of(compression);
  }

  /** With the annotations of a frontend's metadata, which win. */
  ImageOptions with(Map<String, byte[]> metadata) {
    Map<String, String> texts = new TreeMap<>();
    metadata.forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
    return new ImageOptions(
        name,
        compression,
        forceCompression,
        ociTypes,
        rewriteTimestamp,
        preferNondist,
        epoch,
        annotations.and(Annotations.take(texts)));
  }
}
