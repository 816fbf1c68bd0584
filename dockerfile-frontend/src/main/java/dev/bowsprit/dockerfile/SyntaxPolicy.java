package dev.bowsprit.dockerfile;

import dev.bowsprit.llb.ImageReference;

/** Which of the frontends that a file may name by {@code # syntax=} are this one. */
@FunctionalInterface
public interface SyntaxPolicy {

  /** None: whatever a file names is run. */
  SyntaxPolicy FORWARD_ALL = _ -> false;

  /**
   * The official Dockerfile frontend, of any version: it is not pulled, since this one answers the
   * same.
   */
  SyntaxPolicy OFFICIAL_IS_BUILT_IN = SyntaxPolicy::isOfficial;

  /**
   * Whether a file that names this image is for this frontend.
   *
   * @param reference as the file writes it
   */
  boolean isBuiltIn(String reference);

  private static boolean isOfficial(String reference) {
    try {
      String name = ImageReference.parse(reference).name();
      return name.equals("docker.io/docker/dockerfile")
          || name.equals("docker.io/docker/dockerfile-upstream");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
