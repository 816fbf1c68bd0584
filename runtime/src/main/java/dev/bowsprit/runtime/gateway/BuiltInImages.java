package dev.bowsprit.runtime.gateway;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which frontend images the built-in frontends stand in for, so that nothing is pulled. */
final class BuiltInImages {

  private static final Pattern DOCKERFILE =
      Pattern.compile("(?:(?:index\\.)?docker\\.io/)?docker/dockerfile(?::[\\w][\\w.-]*)?");

  private BuiltInImages() {}

  /** The built-in frontend for an image; a reference by digest wants that very image. */
  static Optional<String> frontendOf(String image) {
    return DOCKERFILE.matcher(image).matches() ? Optional.of("dockerfile.v0") : Optional.empty();
  }
}
