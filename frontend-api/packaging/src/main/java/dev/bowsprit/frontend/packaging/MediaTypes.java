package dev.bowsprit.frontend.packaging;

/** The media types of what an image is made of, after the OCI image specification. */
final class MediaTypes {

  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  static final String PLAIN_LAYER = "application/vnd.oci.image.layer.v1.tar";

  private MediaTypes() {}
}
