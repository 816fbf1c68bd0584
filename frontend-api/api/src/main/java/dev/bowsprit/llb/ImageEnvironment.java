package dev.bowsprit.llb;

import java.util.List;
import java.util.Optional;

/**
 * The part of an image's config that says how its commands run.
 *
 * @param env variables, {@code NAME=value}
 * @param workingDir the directory; may be empty
 * @param platform the platform, if the config names one
 */
public record ImageEnvironment(List<String> env, String workingDir, Optional<Platform> platform) {

  /** Takes a copy of the variables. */
  public ImageEnvironment {
    env = List.copyOf(env);
  }
}
