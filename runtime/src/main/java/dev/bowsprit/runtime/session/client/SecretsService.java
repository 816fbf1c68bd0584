package dev.bowsprit.runtime.session.client;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.GetSecretResponse;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;

/** Gives those secrets that the user named, and no others. */
final class SecretsService extends SecretsGrpc.SecretsImplBase {

  private final Map<String, SecretSource> secrets;
  private final Map<String, String> environment;

  SecretsService(Map<String, SecretSource> secrets, Map<String, String> environment) {
    this.secrets = Map.copyOf(secrets);
    this.environment = environment;
  }

  @Override
  public void getSecret(GetSecretRequest request, StreamObserver<GetSecretResponse> responses) {
    SecretSource source = secrets.get(request.getID());
    if (source == null) {
      responses.onError(
          Status.NOT_FOUND
              .withDescription("secret " + request.getID() + " not found")
              .asRuntimeException());
      return;
    }
    try {
      responses.onNext(
          GetSecretResponse.newBuilder().setData(ByteString.copyFrom(read(source))).build());
      responses.onCompleted();
    } catch (IOException e) {
      responses.onError(
          Status.UNKNOWN
              .withDescription("cannot read secret " + request.getID() + ": " + e.getMessage())
              .asRuntimeException());
    }
  }

  private byte[] read(SecretSource source) throws IOException {
    return switch (source) {
      case SecretSource.OfFile(var file) -> Files.readAllBytes(file);
      case SecretSource.OfVariable(var name) ->
          environment.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
    };
  }
}
