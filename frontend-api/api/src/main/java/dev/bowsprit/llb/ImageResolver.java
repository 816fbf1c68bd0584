package dev.bowsprit.llb;

import java.util.Optional;

/** Someone who knows what images' references stand for and how their commands run. */
@FunctionalInterface
public interface ImageResolver {

  /**
   * Looks an image up.
   *
   * @param reference the image's full reference
   * @param platform the platform it is wanted for
   */
  Resolved resolve(String reference, Platform platform);

  /**
   * An image as it is at the moment.
   *
   * @param reference its reference, which may be another than the one asked for
   * @param digest the digest of its manifest or index
   * @param environment how its commands run
   */
  record Resolved(String reference, Optional<Digest> digest, ImageEnvironment environment) {}
}
