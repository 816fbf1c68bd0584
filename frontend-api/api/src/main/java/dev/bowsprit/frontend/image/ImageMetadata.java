package dev.bowsprit.frontend.image;

import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageResolver;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import java.util.Optional;

/**
 * An image as it is at the moment.
 *
 * @param reference its whole name, which a policy of the daemon may have changed
 * @param digest of its manifest or index, if its source tells it
 * @param configJson how its containers start, as the OCI image specification writes it
 * @param platform what it was looked up for, if that was said
 */
public record ImageMetadata(
    String reference, Optional<Digest> digest, String configJson, Optional<Platform> platform) {

  /**
   * How its containers start.
   *
   * @throws IllegalArgumentException if that is malformed
   */
  public ImageConfig config() {
    try {
      return ImageConfig.parse(configJson);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * The same, whatever stands in Docker's extension of it.
   *
   * @throws IllegalArgumentException if that is malformed
   */
  public ImageConfig ociConfig() {
    try {
      return ImageConfig.parseOci(configJson);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Its whole name with the digest, if that is known. */
  public String pinned() {
    return digest
        .map(known -> ImageReference.parse(reference).withDigest(known).toString())
        .orElse(reference);
  }

  /**
   * The image's files, pinned to this digest, with the environment of its config.
   *
   * @throws IllegalArgumentException if the config is no JSON
   */
  public State state() {
    State files = Llb.image(pinned());
    return platform.map(files::platform).orElse(files).environment(config().environment());
  }

  /**
   * What a graph takes over from the image.
   *
   * @throws IllegalArgumentException if the config is no JSON
   */
  public ImageResolver.Resolved toResolved() {
    return new ImageResolver.Resolved(reference, digest, config().environment());
  }
}
