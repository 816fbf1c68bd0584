package dev.bowsprit.frontend;

import dev.bowsprit.gateway.Gateway;

/**
 * One build that a frontend is asked for.
 *
 * @param environment the options, session and workers it was started with
 * @param gateway the host
 */
public record BuildRequest(FrontendEnvironment environment, Gateway gateway) {}
