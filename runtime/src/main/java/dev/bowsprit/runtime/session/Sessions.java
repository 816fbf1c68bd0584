package dev.bowsprit.runtime.session;

import java.util.List;
import java.util.function.Function;

/** The sessions that may answer for a vertex: one of each build that waits for it. */
public interface Sessions {

  /** All of them that are alive, the first build's first. */
  List<Session> alive();

  /**
   * Asks one session after the other until one answers.
   *
   * @throws dev.bowsprit.gateway.GatewayException the last failure, or if there is no session
   */
  <T> T any(Function<Session, T> call);
}
