package dev.bowsprit.frontend;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.ResolveSourceImageRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Looks images up, each once a build, so that all of a build is about the same image. */
final class ImageLookup {

  private static final String SCHEME = "docker-image://";

  private record Key(String reference, Platform platform) {}

  private final Gateway gateway;
  private final String resolveMode;
  private final Map<Key, ResolvedImage> known = new ConcurrentHashMap<>();

  ImageLookup(Gateway gateway, String resolveMode) {
    this.gateway = gateway;
    this.resolveMode = resolveMode;
  }

  ResolvedImage find(String reference, Platform platform) {
    String full = ImageReference.parse(reference).tagged().toString();
    return known.computeIfAbsent(new Key(full, platform), this::ask);
  }

  private ResolvedImage ask(Key key) {
    ResolveSourceMetaResponse response =
        gateway.resolveSourceMeta(
            ResolveSourceMetaRequest.newBuilder()
                .setSource(SourceOp.newBuilder().setIdentifier(SCHEME + key.reference()))
                .setPlatform(key.platform().toProto())
                .setResolveMode(resolveMode)
                .setLogName("[internal] load metadata for " + key.reference())
                .setImage(ResolveSourceImageRequest.getDefaultInstance())
                .build());
    String identifier = response.getSource().getIdentifier();
    String name =
        identifier.startsWith(SCHEME) ? identifier.substring(SCHEME.length()) : key.reference();
    String digest = response.getImage().getDigest();
    try {
      return new ResolvedImage(
          name,
          digest.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(digest)),
          ImageConfig.parse(response.getImage().getConfig().toStringUtf8()),
          key.platform());
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(
          "the config of " + key.reference() + " is no JSON: " + e.getMessage(), e);
    }
  }
}
