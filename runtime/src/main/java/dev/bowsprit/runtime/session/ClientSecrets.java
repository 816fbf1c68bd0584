package dev.bowsprit.runtime.session;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** The daemon's side of the secrets service. */
public final class ClientSecrets {

  private static final String GET = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

  private ClientSecrets() {}

  /**
   * A secret of a client; empty if the client does not have it.
   *
   * @throws GatewayException if the client fails
   */
  public static Optional<byte[]> find(Session session, String id) {
    if (!session.supports(GET)) {
      return Optional.empty();
    }
    try {
      GetSecretRequest request = GetSecretRequest.newBuilder().setID(id).build();
      return Optional.of(
          SecretsGrpc.newBlockingStub(session.channel())
              .getSecret(request)
              .getData()
              .toByteArray());
    } catch (StatusRuntimeException e) {
      GatewayException failure = GrpcErrors.fromGrpc(e);
      if (failure.code() == Code.NOT_FOUND || failure.code() == Code.UNIMPLEMENTED) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** The first of the clients' secrets of that name. */
  public static Optional<byte[]> find(Sessions sessions, String id) {
    return sessions.alive().stream().flatMap(session -> find(session, id).stream()).findFirst();
  }

  /**
   * The first of the clients' secrets of that name.
   *
   * @param optional whether it may be absent
   * @throws GatewayException NOT_FOUND if it must not: {@code secret x: not found}
   */
  public static Optional<byte[]> get(Sessions sessions, String id, boolean optional) {
    Optional<byte[]> secret = find(sessions, id);
    if (secret.isEmpty() && !optional) {
      throw GatewayException.of(Code.NOT_FOUND, "secret " + id + ": not found");
    }
    return secret;
  }
}
