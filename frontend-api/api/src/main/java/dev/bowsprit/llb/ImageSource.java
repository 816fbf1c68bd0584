package dev.bowsprit.llb;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** An image of a registry: {@code docker-image://}. */
public final class ImageSource extends SourceState<ImageSource> {

  private final String reference;

  ImageSource(String reference) {
    this(
        ImageReference.parse(reference).tagged().toString(),
        new TreeMap<>(),
        needing(Capabilities.SOURCE_IMAGE));
  }

  private ImageSource(
      String reference, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    this.reference = reference;
  }

  /** The full reference. */
  public String reference() {
    return reference;
  }

  /** The same options for another reference, which is taken as it is. */
  ImageSource pinned(String otherReference) {
    return new ImageSource(otherReference, new TreeMap<>(attributes()), constraints());
  }

  /** Where the image is looked for. */
  public ImageSource resolveMode(ResolveMode mode) {
    return mode == ResolveMode.PULL
        ? set(
            SourceAttributes.IMAGE_RESOLVE_MODE,
            mode.value(),
            Capabilities.SOURCE_IMAGE_RESOLVE_MODE)
        : set(SourceAttributes.IMAGE_RESOLVE_MODE, mode.value());
  }

  /** Not shown among what the user asked for. */
  public ImageSource internal() {
    return set(SourceAttributes.IMAGE_RECORD_TYPE, "internal");
  }

  /** Only the lowest layers. */
  public ImageSource layerLimit(int layers) {
    return set(
        SourceAttributes.IMAGE_LAYER_LIMIT,
        Integer.toString(layers),
        Capabilities.SOURCE_IMAGE_LAYER_LIMIT);
  }

  /** With the digest that the image must have. */
  public ImageSource checksum(Digest digest) {
    return set(
        SourceAttributes.IMAGE_CHECKSUM, digest.toString(), Capabilities.SOURCE_IMAGE_CHECKSUM);
  }

  /** For a platform: which of the image's variants is taken. */
  @Override
  public ImageSource platform(Platform platform) {
    return constrain(c -> c.withPlatform(platform));
  }

  @Override
  String identifier() {
    return "docker-image://" + reference;
  }

  @Override
  ImageSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new ImageSource(reference, changed, constraints);
  }

  @Override
  boolean hasPlatform() {
    return true;
  }

  /** Where an image is looked for. */
  public enum ResolveMode {
    /** As the daemon does it, without saying so. */
    UNSET,
    /** As the daemon does it. */
    DEFAULT,
    /** At the registry. */
    PULL,
    /** At the daemon first. */
    LOCAL;

    /** The value of {@link SourceAttributes#IMAGE_RESOLVE_MODE}; empty for {@link #UNSET}. */
    public String value() {
      return this == UNSET ? "" : name().toLowerCase(Locale.ROOT);
    }
  }
}
