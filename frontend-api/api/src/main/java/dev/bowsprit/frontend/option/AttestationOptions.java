package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.text.CsvFields;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Texts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is asked for besides the image: a bill of materials, made by a scanner image. */
public final class AttestationOptions {

  private static final String SBOM = "sbom";
  private static final String PROVENANCE = "provenance";
  private static final String GENERATOR = "generator";
  private static final String DEFAULT_GENERATOR = "docker/buildkit-syft-scanner:stable-1";

  private AttestationOptions() {}

  /**
   * A bill of materials.
   *
   * @param generator the image that makes it, whole
   * @param parameters what it is told
   */
  public record Sbom(String generator, SortedMap<String, String> parameters) {}

  /**
   * Reads the options; those of provenance are the daemon's to obey and are only checked.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static Optional<Sbom> sbom(Map<String, String> options) {
    SortedMap<String, String> asked = new TreeMap<>();
    options.forEach(
        (key, value) -> {
          for (String prefix : new String[] {"attest:", "build-arg:BUILDKIT_ATTEST_"}) {
            if (key.startsWith(prefix)) {
              asked.put(key.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
            }
          }
        });
    for (String kind : asked.keySet()) {
      if (!kind.equals(SBOM) && !kind.equals(PROVENANCE)) {
        throw new IllegalArgumentException("unknown attestation type " + Texts.quote(kind));
      }
    }
    return Optional.ofNullable(asked.get(SBOM)).map(AttestationOptions::parse);
  }

  private static Sbom parse(String value) {
    SortedMap<String, String> parameters = new TreeMap<>();
    parameters.put(GENERATOR, DEFAULT_GENERATOR);
    if (!value.isEmpty()) {
      for (String field : CsvFields.of(value)) {
        int equals = field.indexOf('=');
        parameters.put(
            equals < 0 ? field : field.substring(0, equals),
            equals < 0 ? "" : field.substring(equals + 1));
      }
    }
    String generator = parameters.remove(GENERATOR);
    try {
      String image = ImageReference.parse(generator).tagged().toString();
      return new Sbom(image, parameters);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to parse sbom scanner " + generator + ": " + e.getMessage(), e);
    }
  }
}
