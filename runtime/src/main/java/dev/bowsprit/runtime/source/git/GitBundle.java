package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle of git that stands in for a remote: a blob of a registry or of a layout of the client.
 *
 * @param reference its name, for people
 * @param blob the source of the blob
 */
record GitBundle(String reference, SourceOp blob) {

  private static final String REGISTRY = "docker-image+blob";
  private static final String LAYOUT = "oci-layout+blob";

  /**
   * The bundle of a source, if it has one.
   *
   * @throws GatewayException INVALID_ARGUMENT if the locator makes no sense
   */
  static Optional<GitBundle> of(Map<String, String> attributes) {
    String locator = attributes.getOrDefault(SourceAttributes.GIT_BUNDLE, "");
    return locator.isEmpty() ? Optional.empty() : Optional.of(parse(locator, attributes));
  }

  private static GitBundle parse(String locator, Map<String, String> attributes) {
    String failed = "failed to parse git.bundle locator \"" + locator + "\": ";
    int colon = locator.indexOf("://");
    if (colon < 0) {
      throw invalid(failed + "missing scheme");
    }
    String scheme = locator.substring(0, colon);
    if (!scheme.equals(REGISTRY) && !scheme.equals(LAYOUT)) {
      throw invalid(
          "git.bundle locator scheme \"%s\" is not supported; expected \"%s\" or \"%s\""
              .formatted(scheme, REGISTRY, LAYOUT));
    }
    String name = locator.substring(colon + "://".length());
    ImageReference reference;
    try {
      reference = ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      throw invalid(failed + e.getMessage());
    }
    String algorithm =
        reference
            .digest()
            .orElseThrow(() -> invalid(failed + "invalid digest: there is none"))
            .algorithm();
    if (!algorithm.equals("sha256")) {
      throw invalid(
          "git.bundle locator \"%s\": digest algorithm \"%s\" not supported, expected \"sha256\""
              .formatted(locator, algorithm));
    }
    SourceOp.Builder blob = SourceOp.newBuilder().setIdentifier(locator);
    if (scheme.equals(LAYOUT)) {
      String session = attributes.getOrDefault(SourceAttributes.OCI_SESSION, "");
      if (!session.isEmpty()) {
        blob.putAttrs(SourceAttributes.OCI_SESSION, session);
      }
      String store = attributes.getOrDefault(SourceAttributes.OCI_STORE, "");
      blob.putAttrs(SourceAttributes.OCI_STORE, store.isEmpty() ? implicitStore(name) : store);
    }
    return new GitBundle(name, blob.build());
  }

  /** The layout is called as the bundle is, unless it is said otherwise. */
  private static String implicitStore(String name) {
    return name.substring(0, name.indexOf('@'));
  }

  /** A source with another bundle than it had. */
  static SourceOp replace(SourceOp source, SourceOp blob) {
    SourceOp.Builder result =
        source.toBuilder()
            .putAttrs(SourceAttributes.GIT_BUNDLE, blob.getIdentifier())
            .removeAttrs(SourceAttributes.OCI_SESSION)
            .removeAttrs(SourceAttributes.OCI_STORE);
    for (String name : List.of(SourceAttributes.OCI_SESSION, SourceAttributes.OCI_STORE)) {
      if (blob.containsAttrs(name)) {
        result.putAttrs(name, blob.getAttrsOrThrow(name));
      }
    }
    return result.build();
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}
