package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.util.Map;
import java.util.Optional;

/**
 * What the client has put in the place of an image: the option {@code context:NAME}.
 *
 * @param name of the image, as the option has it
 * @param kind of what is there, {@code oci-layout} for instance
 * @param value where it is
 */
record NamedContext(String name, String kind, String value) {

  private static final String LATEST = ":latest";

  /** What stands for an image; one for this platform goes before one for all. */
  static Optional<NamedContext> of(ImageReference image, Map<String, String> options) {
    String familiar = image.familiar();
    String name =
        familiar.endsWith(LATEST)
            ? familiar.substring(0, familiar.length() - LATEST.length())
            : familiar;
    String withPlatform = name + "::" + Platform.ofHost();
    return find(withPlatform, options).or(() -> find(name, options));
  }

  private static Optional<NamedContext> find(String name, Map<String, String> options) {
    String value = options.get(OptionKeys.CONTEXT_PREFIX + name);
    if (value == null) {
      return Optional.empty();
    }
    int colon = value.indexOf(':');
    if (colon < 0) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "invalid context specifier " + value + " for " + name);
    }
    String rest = value.substring(colon + 1);
    return Optional.of(
        new NamedContext(
            name, value.substring(0, colon), rest.startsWith("//") ? rest.substring(2) : rest));
  }
}
