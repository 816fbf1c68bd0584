package dev.bowsprit.runtime.source.registry;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.wire.auth.AuthGrpc;
import dev.bowsprit.runtime.wire.auth.CredentialsRequest;
import dev.bowsprit.runtime.wire.auth.CredentialsResponse;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * Asks the clients of a build for their logins.
 *
 * @param sessions of the clients, asked in this order
 */
public record SessionCredentials(List<Session> sessions) implements Credentials {

  private static final String METHOD = "/moby.filesync.v1.Auth/Credentials";
  private static final String HUB = "registry-1.docker.io";

  /** Takes a copy. */
  public SessionCredentials {
    sessions = List.copyOf(sessions);
  }

  /** Asks all clients that wait for a vertex. */
  public static Credentials of(Sessions sessions) {
    return host -> new SessionCredentials(sessions.alive()).of(host);
  }

  @Override
  public Optional<Login> of(String host) {
    for (Session session : sessions) {
      Optional<Login> login = session.supports(METHOD) ? ask(session, host) : Optional.empty();
      if (login.isPresent()) {
        return login;
      }
    }
    return Optional.empty();
  }

  private static Optional<Login> ask(Session session, String host) {
    try {
      CredentialsResponse response =
          AuthGrpc.newBlockingStub(session.channel())
              .credentials(
                  CredentialsRequest.newBuilder()
                      .setHost(host.equals(HUB) ? "docker.io" : host)
                      .build());
      return response.getSecret().isEmpty()
          ? Optional.empty()
          : Optional.of(new Login(response.getUsername(), response.getSecret()));
    } catch (StatusRuntimeException e) {
      GatewayException failure = GrpcErrors.fromGrpc(e);
      return switch (failure.code()) {
        case UNIMPLEMENTED, UNAVAILABLE, NOT_FOUND -> Optional.empty();
        default -> throw failure;
      };
    }
  }
}
