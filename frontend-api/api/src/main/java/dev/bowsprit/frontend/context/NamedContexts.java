package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.util.Optional;

/** The contexts that a build was given by name, in place of stages and images. */
public final class NamedContexts {

  private final Host host;
  private final BuildOptions options;

  /** The named contexts of a build. */
  public NamedContexts(Host host, BuildOptions options) {
    this.host = host;
    this.options = options;
  }

  /**
   * The context of a name, not yet loaded; empty if none was given. One for the platform is
   * preferred.
   *
   * @throws IllegalArgumentException if the name cannot be an image's
   */
  public Optional<NamedContextLoader> find(String name, Optional<Platform> platform) {
    String familiar;
    try {
      familiar = ImageReference.parse(name).familiar();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid context name " + name + ": " + e.getMessage(), e);
    }
    String shortName =
        familiar.endsWith(":latest")
            ? familiar.substring(0, familiar.length() - ":latest".length())
            : familiar;
    String own =
        shortName + "::" + platform.orElse(options.buildPlatform()).normalized().formatAll();
    return loader(shortName, own, platform).or(() -> loader(shortName, shortName, platform));
  }

  private Optional<NamedContextLoader> loader(
      String name, String key, Optional<Platform> platform) {
    return Optional.ofNullable(options.raw().get(OptionKeys.CONTEXT_PREFIX + key))
        .map(input -> new NamedContextLoader(host, options, name, key, input, platform));
  }
}
