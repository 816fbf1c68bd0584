package dev.bowsprit.runtime.session.client;

import dev.bowsprit.runtime.wire.auth.AuthGrpc;
import dev.bowsprit.runtime.wire.auth.CredentialsRequest;
import dev.bowsprit.runtime.wire.auth.CredentialsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/**
 * Gives the user's registry credentials. The daemon fetches tokens with them itself: the calls by
 * which a client would do so stay unimplemented, which daemons know how to take.
 */
final class AuthService extends AuthGrpc.AuthImplBase {

  private final DockerConfig config;

  AuthService(DockerConfig config) {
    this.config = config;
  }

  @Override
  public void credentials(
      CredentialsRequest request, StreamObserver<CredentialsResponse> responses) {
    DockerConfig.Credentials credentials;
    try {
      credentials = config.find(request.getHost());
    } catch (IOException e) {
      responses.onError(
          Status.UNKNOWN
              .withDescription(
                  "cannot get the credentials for " + request.getHost() + ": " + e.getMessage())
              .asRuntimeException());
      return;
    }
    responses.onNext(
        CredentialsResponse.newBuilder()
            .setUsername(credentials.username())
            .setSecret(credentials.secret())
            .build());
    responses.onCompleted();
  }
}
