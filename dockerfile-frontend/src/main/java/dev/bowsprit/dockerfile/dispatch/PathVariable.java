package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.frontend.image.ContainerConfig;
import java.util.ArrayList;
import java.util.List;

/** Adds a search path to images that have none. */
final class PathVariable {

  private PathVariable() {}

  static ContainerConfig added(ContainerConfig config, String variable) {
    List<String> env = new ArrayList<>(config.env());
    env.add(variable);
    return config.edit(c -> c.env(env));
  }
}
