package dev.bowsprit.frontend;

import java.util.List;

/**
 * A build language: reads its source through the request, and answers with what is to be built.
 *
 * <p>A frontend is a pure function of its request: the options, the files it reads and what the
 * gateway answers. It asks no clock, environment or host file, so that equal inputs give equal LLB.
 */
@FunctionalInterface
public interface Frontend {

  /**
   * Compiles one build.
   *
   * @throws dev.bowsprit.gateway.GatewayException if something the frontend asked for failed, or if
   *     the source is wrong; the latter carries the place
   */
  BuildResult build(BuildRequest request);

  /**
   * What clients may ask of it beyond a plain build: ids of {@link FrontendLabels} that begin with
   * {@code CAP_}. They become a label of its image, by which BuildKit refuses what it cannot do.
   * Those of all frontends are what {@link BuildRequest} does for them.
   */
  default List<String> capabilities() {
    return List.of(
        FrontendLabels.CAP_INPUTS,
        FrontendLabels.CAP_CONTEXTS,
        FrontendLabels.CAP_GIT_QUERY_STRING,
        FrontendLabels.CAP_CONTEXTS_ZSTD);
  }

  /**
   * Whether its own process needs the network. Steps of the build do not run in it, so hardly any
   * does; one that does not is started without.
   */
  default boolean needsNetwork() {
    return false;
  }
}
