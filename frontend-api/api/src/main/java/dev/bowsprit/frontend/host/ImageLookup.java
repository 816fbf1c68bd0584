package dev.bowsprit.frontend.host;

import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceImageRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Looks images up, each once, by the call that the daemon knows. */
final class ImageLookup {

  private static final String IMAGE = "docker-image://";
  private static final String LAYOUT = "oci-layout://";
  private static final int RESOLVER_OCI_LAYOUT = 1;

  private final Gateway gateway;
  private final boolean byMeta;
  private final Map<Object, ImageMetadata> known = new ConcurrentHashMap<>();

  /**
   * @param byMeta whether the daemon answers {@code ResolveSourceMeta}
   */
  ImageLookup(Gateway gateway, boolean byMeta) {
    this.gateway = gateway;
    this.byMeta = byMeta;
  }

  ImageMetadata inRegistry(
      String reference, Optional<Platform> platform, String resolveMode, String logName) {
    String whole = ImageReference.parse(reference).toString();
    return known.computeIfAbsent(
        List.of(whole, platform, resolveMode, logName),
        _ ->
            byMeta
                ? byMeta(whole, platform, resolveMode, logName)
                : byConfig(whole, platform, resolveMode, logName));
  }

  private ImageMetadata byMeta(
      String whole, Optional<Platform> platform, String resolveMode, String logName) {
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder()
            .setSource(SourceOp.newBuilder().setIdentifier(IMAGE + whole))
            .setLogName(logName)
            .setResolveMode(resolveMode)
            .setImage(ResolveSourceImageRequest.getDefaultInstance());
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    ResolveSourceMetaResponse response = gateway.resolveSourceMeta(request.build());
    String identifier = response.getSource().getIdentifier();
    if (!response.hasImage()) {
      throw new NonImageException(whole, identifier);
    }
    String name = identifier.startsWith(IMAGE) ? identifier.substring(IMAGE.length()) : identifier;
    return resolved(name, response, platform);
  }

  private static ImageMetadata resolved(
      String name, ResolveSourceMetaResponse response, Optional<Platform> platform) {
    return new ImageMetadata(
        name,
        digest(response.getImage().getDigest()),
        response.getImage().getConfig().toStringUtf8(),
        platform);
  }

  private ImageMetadata byConfig(
      String whole, Optional<Platform> platform, String resolveMode, String logName) {
    return configured(
        ResolveImageConfigRequest.newBuilder()
            .setRef(whole)
            .setResolveMode(resolveMode)
            .setLogName(logName),
        platform);
  }

  ImageMetadata inLayout(
      String reference, Optional<Platform> platform, String session, String store, String logName) {
    if (!byMeta) {
      return configured(
          ResolveImageConfigRequest.newBuilder()
              .setRef(reference)
              .setLogName(logName)
              .setResolverType(RESOLVER_OCI_LAYOUT)
              .setSessionID(session)
              .setStoreID(store),
          platform);
    }
    SourceOp.Builder source = SourceOp.newBuilder().setIdentifier(LAYOUT + reference);
    if (!session.isEmpty()) {
      source.putAttrs(SourceAttributes.OCI_SESSION, session);
    }
    if (!store.isEmpty()) {
      source.putAttrs(SourceAttributes.OCI_STORE, store);
    }
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder().setSource(source).setLogName(logName);
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    return resolved(reference, gateway.resolveSourceMeta(request.build()), platform);
  }

  private ImageMetadata configured(
      ResolveImageConfigRequest.Builder request, Optional<Platform> platform) {
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    ResolveImageConfigResponse response = gateway.resolveImageConfig(request.build());
    return new ImageMetadata(
        response.getRef().isEmpty() ? request.getRef() : response.getRef(),
        digest(response.getDigest()),
        response.getConfig().toStringUtf8(),
        platform);
  }

  private static Optional<Digest> digest(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(text));
  }
}
