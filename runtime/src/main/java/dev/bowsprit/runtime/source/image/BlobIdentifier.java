package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.runtime.source.FileLook;
import dev.bowsprit.runtime.worker.image.GoJson;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which blob a source operation means, and how its file is to look.
 *
 * @param image the name before the blob's digest, and where it is
 * @param digest of the blob
 * @param look of the file; its name has no folders
 */
record BlobIdentifier(ImageIdentifier image, Digest digest, FileLook look) {

  /** The version of BuildKit's cache keys for blobs. */
  private static final String KEY_VERSION = "v1";

  /**
   * Reads a source.
   *
   * @throws GatewayException INVALID_ARGUMENT if it makes no sense
   */
  static BlobIdentifier parse(SourceOp source, boolean layout) {
    ImageIdentifier image = check(source, layout);
    Digest digest =
        image
            .reference()
            .digest()
            .orElseThrow(
                () -> invalid("invalid reference digest: " + image.reference() + " has no digest"));
    FileLook look;
    try {
      look = FileLook.of(source.getAttrsMap());
    } catch (NumberFormatException e) {
      throw invalid("invalid blob source " + source.getIdentifier() + ": " + e.getMessage());
    }
    String name = source.getAttrsOrDefault(SourceAttributes.HTTP_FILENAME, "");
    return new BlobIdentifier(
        image,
        digest,
        source.containsAttrs(SourceAttributes.HTTP_FILENAME)
            ? new FileLook(FileLook.safe(name), look.permissions(), look.uid(), look.gid())
            : look);
  }

  /** Checks all but that there is a digest, which is needed only to get the blob. */
  static ImageIdentifier check(SourceOp source, boolean layout) {
    ImageIdentifier image = ImageIdentifier.parse(withoutOthers(source));
    if (layout && image.store().isEmpty()) {
      throw invalid("oci-layout blob source requires store id");
    }
    return image;
  }

  /** Attributes of whole images mean nothing here. */
  private static SourceOp withoutOthers(SourceOp source) {
    return source.toBuilder()
        .removeAttrs(SourceAttributes.IMAGE_RESOLVE_MODE)
        .removeAttrs(SourceAttributes.IMAGE_LAYER_LIMIT)
        .removeAttrs(SourceAttributes.IMAGE_CHECKSUM)
        .removeAttrs(SourceAttributes.OCI_LAYER_LIMIT)
        .build();
  }

  /** The name of the file. */
  String name() {
    return look.filename().isEmpty() ? digest.hex() : look.filename();
  }

  /** Equal blobs share a key, wherever they come from. */
  Digest key() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("Version", KEY_VERSION);
    key.put("Digest", digest.toString());
    key.put("Filename", look.filename());
    key.put("Perm", look.permissions());
    key.put("UID", look.uid());
    key.put("GID", look.gid());
    return Digest.sha256(GoJson.write(key));
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}
