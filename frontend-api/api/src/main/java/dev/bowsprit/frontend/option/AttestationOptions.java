package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.text.CsvFields;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Texts;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is asked for besides the image, by the options {@code attest:…} or the build arguments
 * {@code BUILDKIT_ATTEST_…}.
 *
 * @param sbom a bill of materials, which the frontend lets a scanner image make
 * @param provenance how the image came to be, which the daemon writes: its parameters
 */
public record AttestationOptions(
    Optional<Sbom> sbom, Optional<SortedMap<String, String>> provenance) {

  private static final String SBOM = "sbom";
  private static final String PROVENANCE = "provenance";
  private static final String GENERATOR = "generator";
  private static final String DEFAULT_GENERATOR = "docker/buildkit-syft-scanner:stable-1";
  private static final List<String> PREFIXES =
      List.of(OptionKeys.ATTEST_PREFIX, OptionKeys.BUILD_ARG_ATTEST_PREFIX);

  /**
   * A bill of materials.
   *
   * @param generator the image that makes it, whole
   * @param parameters what it is told
   */
  public record Sbom(String generator, SortedMap<String, String> parameters) {

    /** Takes a copy. */
    public Sbom {
      parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }
  }

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException if one is malformed, or asks for something else
   */
  static AttestationOptions of(Map<String, String> options) {
    SortedMap<String, SortedMap<String, String>> asked = new TreeMap<>();
    options.forEach(
        (key, value) -> {
          for (String prefix : PREFIXES) {
            if (key.startsWith(prefix)) {
              String kind = key.substring(prefix.length()).toLowerCase(Locale.ROOT);
              asked.put(kind, parameters(kind, value));
            }
          }
        });
    for (String kind : asked.keySet()) {
      if (!kind.equals(SBOM) && !kind.equals(PROVENANCE)) {
        throw new IllegalArgumentException("unknown attestation type " + Texts.quote(kind));
      }
    }
    return new AttestationOptions(
        Optional.ofNullable(asked.get(SBOM)).map(AttestationOptions::scanned),
        Optional.ofNullable(asked.get(PROVENANCE)).map(Collections::unmodifiableSortedMap));
  }

  private static SortedMap<String, String> parameters(String kind, String value) {
    SortedMap<String, String> parameters = new TreeMap<>();
    if (value.isEmpty()) {
      return parameters;
    }
    try {
      for (String field : CsvFields.of(value)) {
        int equals = field.indexOf('=');
        parameters.put(
            equals < 0 ? field : field.substring(0, equals),
            equals < 0 ? "" : field.substring(equals + 1));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("failed to parse " + kind + ": " + e.getMessage(), e);
    }
    return parameters;
  }

  private static Sbom scanned(SortedMap<String, String> parameters) {
    SortedMap<String, String> others = new TreeMap<>(parameters);
    String generator = Optional.ofNullable(others.remove(GENERATOR)).orElse(DEFAULT_GENERATOR);
    try {
      return new Sbom(ImageReference.parse(generator).tagged().toString(), others);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to parse sbom scanner " + generator + ": " + e.getMessage(), e);
    }
  }
}
