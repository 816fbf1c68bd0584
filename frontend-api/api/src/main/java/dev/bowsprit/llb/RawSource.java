package dev.bowsprit.llb;

import java.util.SortedMap;

/** A source by its identifier alone, such as one that a daemon has resolved. */
public final class RawSource extends SourceState<RawSource> {

  private final String identifier;

  RawSource(String identifier, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    if (identifier.isEmpty()) {
      throw new IllegalArgumentException("source identifier can't be empty");
    }
    this.identifier = identifier;
  }

  /** For a platform, if the source is an image. */
  @Override
  public RawSource platform(Platform platform) {
    return constrain(c -> c.withPlatform(platform));
  }

  @Override
  String identifier() {
    return identifier;
  }

  @Override
  RawSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new RawSource(identifier, changed, constraints);
  }

  @Override
  boolean hasPlatform() {
    return identifier.startsWith("docker-image://") || identifier.startsWith("oci-layout://");
  }
}
