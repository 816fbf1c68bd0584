package dev.bowsprit.llb;

import java.util.Optional;

/**
 * What a graph is marshalled for.
 *
 * @param constraints what holds for each operation that does not say otherwise: above all the
 *     platform, which is that of this Java virtual machine if nothing names one
 * @param capabilities what the daemon knows, if that is known
 * @param localUniqueId what tells the files of local sources without a session from those of other
 *     builds; a random one if empty
 * @param images who knows the configs of images, for {@link Llb#imageWithConfig}
 */
public record MarshalOptions(
    Constraints constraints,
    Optional<CapabilitySet> capabilities,
    Optional<String> localUniqueId,
    Optional<ImageResolver> images) {

  /** Nothing known. */
  public static final MarshalOptions DEFAULT =
      new MarshalOptions(Constraints.NONE, Optional.empty(), Optional.empty(), Optional.empty());

  /** The same for a platform. */
  public MarshalOptions withPlatform(Platform platform) {
    return withConstraints(constraints.withPlatform(platform));
  }

  /** The same with other constraints. */
  public MarshalOptions withConstraints(Constraints value) {
    return new MarshalOptions(value, capabilities, localUniqueId, images);
  }

  /** The same for a daemon that knows some capabilities. */
  public MarshalOptions withCapabilities(CapabilitySet value) {
    return new MarshalOptions(constraints, Optional.of(value), localUniqueId, images);
  }

  /** The same with an id for local sources without a session. */
  public MarshalOptions withLocalUniqueId(String value) {
    return new MarshalOptions(constraints, capabilities, Optional.of(value), images);
  }

  /** The same with someone who knows the configs of images. */
  public MarshalOptions withImages(ImageResolver value) {
    return new MarshalOptions(constraints, capabilities, localUniqueId, Optional.of(value));
  }
}
