package dev.bowsprit.frontend.packaging;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;

/** A manifest that goes to a registry byte for byte as it is, in the shape that jib asks for. */
record ReadyManifest(String mediaType, @JsonValue @JsonRawValue String json)
    implements ManifestTemplate {

  @Override
  public int getSchemaVersion() {
    return 2;
  }

  @Override
  public String getManifestMediaType() {
    return mediaType;
  }
}
