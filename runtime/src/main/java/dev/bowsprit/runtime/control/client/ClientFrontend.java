package dev.bowsprit.runtime.control.client;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.Gateway;

/** A frontend that runs on the side of the client, for whatever daemon does the build. */
@FunctionalInterface
public interface ClientFrontend {

  /**
   * Compiles one build, and returns its result or its error to the gateway.
   *
   * @throws dev.bowsprit.gateway.GatewayException if the gateway takes no answer
   */
  void run(FrontendEnvironment environment, Gateway gateway);
}
