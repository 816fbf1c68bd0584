package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.image.ImagePlatform;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The annotations of an export: {@code annotation-TYPE[PLATFORM].KEY}. */
final class Annotations {

  private static final Pattern KEY =
      Pattern.compile("annotation(?:-([a-z-]+))?(?:\\[([A-Za-z0-9_/-]+)])?\\.(\\S+)");

  /** Where an annotation goes. */
  enum Place {
    INDEX("index"),
    INDEX_DESCRIPTOR("index-descriptor"),
    MANIFEST("manifest"),
    MANIFEST_DESCRIPTOR("manifest-descriptor");

    private final String wireName;

    Place(String wireName) {
      this.wireName = wireName;
    }
  }

  private record Annotation(Place place, String platform, String key, String value) {}

  private final List<Annotation> annotations;

  private Annotations(List<Annotation> annotations) {
    this.annotations = annotations;
  }

  /** Takes the annotations out of some attributes. */
  static Annotations take(Map<String, String> attributes) {
    List<Annotation> result = new ArrayList<>();
    Iterator<Map.Entry<String, String>> entries = attributes.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, String> entry = entries.next();
      Matcher matcher = KEY.matcher(entry.getKey());
      if (matcher.matches()) {
        entries.remove();
        String type = matcher.group(1) == null ? "manifest" : matcher.group(1);
        String platform = matcher.group(2) == null ? "" : formatted(matcher.group(2));
        result.add(new Annotation(place(type), platform, matcher.group(3), entry.getValue()));
      }
    }
    return new Annotations(result);
  }

  private static Place place(String type) {
    for (Place place : Place.values()) {
      if (place.wireName.equals(type)) {
        return place;
      }
    }
    throw Attributes.invalid("unrecognized annotation type " + type);
  }

  private static String formatted(String platform) {
    String[] parts = platform.split("/", -1);
    if (parts.length > 3) {
      throw Attributes.invalid("\"" + platform + "\": cannot parse platform specifier");
    }
    ImagePlatform parsed =
        new ImagePlatform(
            parts[0],
            parts.length > 1 ? parts[1] : ImagePlatform.host().architecture(),
            parts.length > 2 ? parts[2] : "");
    return parsed.normalized().formatAll();
  }

  /** These and others; the others win. */
  Annotations and(Annotations others) {
    List<Annotation> both = new ArrayList<>(annotations);
    both.addAll(others.annotations);
    return new Annotations(both);
  }

  /** The annotations of a place that are for a platform or for all. */
  SortedMap<String, String> of(Place place, String platform) {
    SortedMap<String, String> result = new TreeMap<>();
    boolean index = place == Place.INDEX || place == Place.INDEX_DESCRIPTOR;
    for (Annotation annotation : annotations) {
      if (annotation.place == place && (index || annotation.platform.isEmpty())) {
        result.put(annotation.key, annotation.value);
      }
    }
    for (Annotation annotation : annotations) {
      if (annotation.place == place && annotation.platform.equals(platform)) {
        result.put(annotation.key, annotation.value);
      }
    }
    return result;
  }

  /** Whether Docker's media types, which have no annotations, could not hold these. */
  boolean needOciTypes() {
    return annotations.stream().anyMatch(a -> a.place != Place.MANIFEST);
  }

  /** The platforms that are named. */
  List<String> platforms() {
    return annotations.stream().map(Annotation::platform).filter(p -> !p.isEmpty()).toList();
  }
}
