package dev.bowsprit.runtime.session;

import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.health.HealthCheckRequest;
import dev.bowsprit.runtime.wire.health.HealthCheckResponse;
import dev.bowsprit.runtime.wire.health.HealthCheckResponse.ServingStatus;
import dev.bowsprit.runtime.wire.health.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;

/**
 * Says that the server is well, as gRPC's health protocol has it; a daemon ends sessions that do
 * not.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {

  private static final HealthCheckResponse SERVING =
      HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build();

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> responses) {
    responses.onNext(SERVING);
    responses.onCompleted();
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> responses) {
    MessageStream.<HealthCheckResponse, HealthCheckRequest>serve(
        responses,
        "health",
        stream -> {
          stream.send(SERVING);
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
