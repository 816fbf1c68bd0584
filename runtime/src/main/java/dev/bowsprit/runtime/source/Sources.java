package dev.bowsprit.runtime.source;

import dev.bowsprit.gateway.GatewayException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    int end = identifier.indexOf("://");
    Source source = end < 0 ? null : byScheme.get(identifier.substring(0, end));
    if (source == null) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT,
          "failed to parse source identifier \"" + identifier + "\": unknown scheme");
    }
    return source;
  }
}
