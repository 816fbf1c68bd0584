package dev.bowsprit.runtime.session;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The sessions of those builds that wait for a vertex at the moment. */
public final class SessionGroup implements Sessions {

  private final SessionRegistry registry;
  private final Supplier<List<String>> ids;

  /**
   * A group.
   *
   * @param ids the sessions of the waiting builds, the first build's first; asked at each use
   */
  public SessionGroup(SessionRegistry registry, Supplier<List<String>> ids) {
    this.registry = registry;
    this.ids = ids;
  }

  @Override
  public List<Session> alive() {
    List<Session> alive = new ArrayList<>();
    for (String id : ids.get()) {
      find(id).ifPresent(alive::add);
    }
    return alive;
  }

  private Optional<Session> find(String id) {
    try {
      return id.isEmpty() ? Optional.empty() : Optional.of(registry.get(id));
    } catch (GatewayException e) {
      if (e.code() == GatewayException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public <T> T any(Function<Session, T> call) {
    GatewayException last =
        GatewayException.of(GatewayException.Code.NOT_FOUND, "no active sessions");
    for (String id : ids.get()) {
      if (id.isEmpty()) {
        continue;
      }
      try {
        return call.apply(registry.get(id));
      } catch (GatewayException e) {
        last = e;
      } catch (StatusRuntimeException e) {
        last = GrpcErrors.fromGrpc(e);
      }
      if (last.code() == GatewayException.Code.CANCELLED
          && Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    throw last;
  }
}
