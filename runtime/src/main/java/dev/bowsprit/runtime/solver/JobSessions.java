package dev.bowsprit.runtime.solver;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sessions of some builds.
 *
 * @param alive the first build's first
 */
record JobSessions(List<Session> alive) implements Sessions {

  @Override
  public <T> T any(Function<Session, T> call) {
    Optional<RuntimeException> last = Optional.empty();
    for (Session session : alive) {
      try {
        return call.apply(session);
      } catch (GatewayException e) {
        last = Optional.of(e);
      }
    }
    throw last.orElseGet(
        () ->
            GatewayException.of(
                GatewayException.Code.UNAVAILABLE, "no active sessions: the client is gone"));
  }
}
