package dev.bowsprit.frontend;

import dev.bowsprit.frontend.option.OptionDescription;
import java.util.List;
import java.util.Optional;

/**
 * A build language: reads its source through the request, and answers with what is to be built.
 *
 * <p>A frontend is a pure function of its request: the options, the files it reads and what the
 * gateway answers. It asks no clock, environment or host file, so that equal inputs give equal LLB.
 *
 * <p>Only {@link #build} must be written. Before it is called, the SDK has checked the options, has
 * told the client if it needs what the frontend cannot do, and has answered subrequests.
 */
@FunctionalInterface
public interface Frontend {

  /**
   * Compiles one build.
   *
   * @throws dev.bowsprit.gateway.GatewayException if something the frontend asked for failed, or if
   *     the source is wrong; the latter carries the place
   * @throws dev.bowsprit.diagnostics.DiagnosticException if the source is wrong
   */
  BuildResult build(BuildRequest request);

  /** What can be asked of the frontend instead of a build, in the order in which it is listed. */
  default List<Subrequest> subrequests() {
    return List.of();
  }

  /**
   * What clients may ask of it beyond a plain build: ids of {@link FrontendLabels} that begin with
   * {@code CAP_}. They become a label of its image, and a client that needs another is told so
   * before anything is built. Those of all frontends are what the SDK does for them.
   */
  default List<String> capabilities() {
    return FrontendLabels.CAPS_OF_SDK;
  }

  /**
   * The options that builds may set, for people who look at its image; nothing is refused that is
   * not among them. Those of all frontends are what the SDK heeds for them.
   */
  default List<OptionDescription> options() {
    return OptionDescription.OF_SDK;
  }

  /**
   * Whether its own process needs the network. Steps of the build do not run in it, so hardly any
   * does; one that does not is started without.
   */
  default boolean needsNetwork() {
    return false;
  }

  /**
   * Hands the build over to another frontend, if the source names one. That one is not asked before
   * this one has what the client needs without {@code +forward}.
   *
   * @return its answer; empty if this frontend is to build
   */
  default Optional<BuildResult> forward(BuildRequest request) {
    return Optional.empty();
  }
}
