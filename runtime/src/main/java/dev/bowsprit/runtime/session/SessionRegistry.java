package dev.bowsprit.runtime.session;

/** The sessions of the clients that are connected. */
public interface SessionRegistry {

  /**
   * The session of an id; waits some seconds for one that is about to connect.
   *
   * @throws dev.bowsprit.gateway.GatewayException NOT_FOUND if it does not come: {@code no active
   *     session for ID: context deadline exceeded}
   */
  Session get(String id);
}
