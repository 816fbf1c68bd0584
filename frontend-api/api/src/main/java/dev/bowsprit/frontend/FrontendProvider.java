package dev.bowsprit.frontend;

/**
 * A frontend that is built into a daemon or a tool, found by {@link java.util.ServiceLoader}.
 *
 * <p>BuildKit calls such frontends by a name with a version, for instance {@code dockerfile.v0}.
 */
public interface FrontendProvider {

  /** The name by which a build selects the frontend. */
  String name();

  /** The frontend; called once a build, so that it may be stateful. */
  Frontend frontend();
}
