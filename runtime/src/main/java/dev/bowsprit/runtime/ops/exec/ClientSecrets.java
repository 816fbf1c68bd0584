package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Secrets of the clients that wait for a step. */
public final class ClientSecrets {

  private ClientSecrets() {}

  /**
   * Asks for a secret.
   *
   * @param optional whether it may be absent
   * @throws GatewayException NOT_FOUND if it must not: {@code secret x: not found}
   */
  public static Optional<byte[]> get(Sessions sessions, String id, boolean optional) {
    try {
      return Optional.of(sessions.any(session -> ask(session, id)));
    } catch (GatewayException e) {
      if (optional && e.code() == GatewayException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static byte[] ask(Session session, String id) {
    try {
      return SecretsGrpc.newBlockingStub(session.channel())
          .getSecret(GetSecretRequest.newBuilder().setID(id).build())
          .getData()
          .toByteArray();
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.NOT_FOUND || code == Status.Code.UNIMPLEMENTED) {
        throw GatewayException.of(GatewayException.Code.NOT_FOUND, "secret " + id + ": not found");
      }
      throw SessionErrors.of(e);
    }
  }
}
