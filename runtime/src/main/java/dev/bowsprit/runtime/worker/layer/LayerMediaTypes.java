package dev.bowsprit.runtime.worker.layer;

import java.util.Map;
import java.util.Optional;

/** The media types of layers: OCI's, Docker's, and which stand for which. */
public final class LayerMediaTypes {

  public static final String OCI = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_GZIP = OCI + "+gzip";
  public static final String OCI_ZSTD = OCI + "+zstd";
  private static final String OCI_FOREIGN =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String DOCKER_GZIP = DOCKER + ".gzip";
  private static final String DOCKER_ZSTD = DOCKER + ".zstd";
  private static final String DOCKER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  private static final Map<String, String> TO_OCI =
      Map.ofEntries(
          Map.entry(DOCKER, OCI),
          Map.entry(DOCKER_GZIP, OCI_GZIP),
          Map.entry(DOCKER_ZSTD, OCI_ZSTD),
          Map.entry(DOCKER_FOREIGN, OCI_FOREIGN),
          Map.entry(DOCKER_FOREIGN + ".gzip", OCI_FOREIGN + "+gzip"));

  private static final Map<String, String> TO_DOCKER =
      Map.ofEntries(
          Map.entry(OCI, DOCKER),
          Map.entry(OCI_GZIP, DOCKER_GZIP),
          Map.entry(OCI_ZSTD, DOCKER_ZSTD),
          Map.entry(OCI_FOREIGN, DOCKER_FOREIGN),
          Map.entry(OCI_FOREIGN + "+gzip", DOCKER_FOREIGN + ".gzip"));

  private LayerMediaTypes() {}

  /** The OCI type for a layer type; other types stay. */
  public static String toOci(String mediaType) {
    return TO_OCI.getOrDefault(mediaType, mediaType);
  }

  /** The Docker type for a layer type; types that Docker has none for stay. */
  public static String toDocker(String mediaType) {
    return TO_DOCKER.getOrDefault(mediaType, mediaType);
  }

  /** The type without the mark that a layer must not be uploaded. */
  public static String distributable(String mediaType) {
    return toOci(mediaType).replace(OCI_FOREIGN, OCI);
  }

  /** How a layer of a type is compressed; empty if the type is none of a layer. */
  public static Optional<Compression.Type> compressionOf(String mediaType) {
    return switch (distributable(mediaType)) {
      case OCI -> Optional.of(Compression.Type.UNCOMPRESSED);
      case OCI_GZIP -> Optional.of(Compression.Type.GZIP);
      case OCI_ZSTD -> Optional.of(Compression.Type.ZSTD);
      default -> Optional.empty();
    };
  }

  /** The OCI type of a layer so compressed. */
  public static String of(Compression.Type type) {
    return switch (type) {
      case UNCOMPRESSED -> OCI;
      case GZIP, ESTARGZ -> OCI_GZIP;
      case ZSTD -> OCI_ZSTD;
    };
  }
}
