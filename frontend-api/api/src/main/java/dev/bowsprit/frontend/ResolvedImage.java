package dev.bowsprit.frontend;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageEnvironment;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageResolver;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import java.util.Optional;

/**
 * An image as it is at the moment.
 *
 * @param reference its full reference
 * @param digest the digest of its manifest or index, if its source has such
 * @param config how its containers start
 * @param platform what it was looked up for
 */
public record ResolvedImage(
    String reference, Optional<Digest> digest, ImageConfig config, Platform platform) {

  /** The image's files, pinned to this digest, with the environment of its config. */
  public State state() {
    ImageReference name = ImageReference.parse(reference);
    String pinned = digest.map(name::withDigest).orElse(name).toString();
    return Llb.image(pinned).platform(platform).environment(environment());
  }

  ImageResolver.Resolved toResolved() {
    return new ImageResolver.Resolved(reference, digest, environment());
  }

  private ImageEnvironment environment() {
    Platform own = config.platform();
    boolean known = !own.os().isEmpty() && !own.architecture().isEmpty();
    return new ImageEnvironment(
        config.config().env(),
        config.config().workingDir(),
        known ? Optional.of(own) : Optional.empty());
  }
}
