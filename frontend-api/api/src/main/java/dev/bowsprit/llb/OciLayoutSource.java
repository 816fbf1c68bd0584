package dev.bowsprit.llb;

import java.util.SortedMap;
import java.util.TreeMap;

/** An image of an OCI layout at the client: {@code oci-layout://}. */
public final class OciLayoutSource extends SourceState<OciLayoutSource> {

  private final String reference;

  OciLayoutSource(String reference) {
    this(reference, new TreeMap<>(), needing(Capabilities.SOURCE_OCI_LAYOUT));
  }

  private OciLayoutSource(
      String reference, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    this.reference = reference;
  }

  /** In a store of a session. */
  public OciLayoutSource store(String session, String store) {
    return set(SourceAttributes.OCI_SESSION, session).set(SourceAttributes.OCI_STORE, store);
  }

  /** Only the lowest layers. */
  public OciLayoutSource layerLimit(int layers) {
    return set(SourceAttributes.OCI_LAYER_LIMIT, Integer.toString(layers));
  }

  /** For a platform: which of the image's variants is taken. */
  @Override
  public OciLayoutSource platform(Platform platform) {
    return constrain(c -> c.withPlatform(platform));
  }

  @Override
  String identifier() {
    return "oci-layout://" + reference;
  }

  @Override
  OciLayoutSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new OciLayoutSource(reference, changed, constraints);
  }

  @Override
  boolean hasPlatform() {
    return true;
  }
}
