package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A descriptor as it is written into manifests and indexes, fields in Go's order.
 *
 * @param descriptor what is described
 * @param platform what it is for, if that is said
 */
record ImageDescriptor(Descriptor descriptor, Optional<ImagePlatform> platform) {

  static ImageDescriptor of(Descriptor descriptor) {
    return new ImageDescriptor(descriptor, Optional.empty());
  }

  /** The same with further annotations. */
  ImageDescriptor with(Map<String, String> more) {
    Map<String, String> annotations = new TreeMap<>(descriptor.annotations());
    annotations.putAll(more);
    return new ImageDescriptor(
        new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size(), annotations),
        platform);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mediaType", descriptor.mediaType());
    json.put("digest", descriptor.digest().toString());
    json.put("size", descriptor.size());
    if (!descriptor.annotations().isEmpty()) {
      json.put("annotations", new TreeMap<>(descriptor.annotations()));
    }
    platform.ifPresent(p -> json.put("platform", json(p)));
    return json;
  }

  private static Map<String, Object> json(ImagePlatform platform) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architecture", platform.architecture());
    json.put("os", platform.os());
    if (!platform.osVersion().isEmpty()) {
      json.put("os.version", platform.osVersion());
    }
    if (!platform.osFeatures().isEmpty()) {
      json.put("os.features", platform.osFeatures());
    }
    if (!platform.variant().isEmpty()) {
      json.put("variant", platform.variant());
    }
    return json;
  }
}
