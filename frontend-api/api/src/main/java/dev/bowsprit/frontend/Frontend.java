package dev.bowsprit.frontend;

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
}
