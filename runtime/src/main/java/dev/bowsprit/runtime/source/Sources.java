package dev.bowsprit.runtime.source;

import dev.bowsprit.gateway.GatewayException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All kinds of sources, by scheme. */
public final class Sources {

  private final Map<String, Source> byScheme = new HashMap<>();

  /** The sources of an engine. */
  public Sources(List<Source> sources) {
    for (Source source : sources) {
      source.schemes().forEach(scheme -> byScheme.put(scheme, source));
    }
  }

  /**
   * The source that serves an identifier.
   *
   * @throws GatewayException INVALID_ARGUMENT if there is none
   */
  public Source of(String identifier) {
    return find(identifier)
        .orElseThrow(
            () ->
                GatewayException.of(
                    GatewayException.Code.INVALID_ARGUMENT,
                    identifier.contains("://")
                        ? "unknown scheme " + identifier.replaceFirst("://.*", "") + ": not found"
                        : "failed to parse " + identifier + ": invalid"));
  }

  /** The source that serves an identifier, if there is one. */
  public Optional<Source> find(String identifier) {
    int end = identifier.indexOf("://");
    return end < 0
        ? Optional.empty()
        : Optional.ofNullable(byScheme.get(identifier.substring(0, end)));
  }
}
