package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.runtime.gateway.image.CallMeter;
import dev.bowsprit.runtime.session.HealthService;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.session.transport.Grpc;
import io.grpc.Server;
import java.io.Closeable;
import java.time.Duration;

/** Serves LLBBridge to one frontend over one connection; no other frontend can reach it. */
final class FrontendServer implements Closeable {

  /** A call that is cancelled ends at once, but what it has begun may need to be taken down. */
  private static final Duration CALLS_END = Duration.ofSeconds(30);

  private final Server server;
  private final CallMeter meter;

  private FrontendServer(Server server, CallMeter meter) {
    this.server = server;
    this.meter = meter;
  }

  /**
   * Serves a gateway.
   *
   * @param limit of the messages that the frontend may send
   */
  static FrontendServer start(
      Gateway gateway, Connection connection, CallMeter meter, MessageLimit limit) {
    return new FrontendServer(
        Grpc.start(
            Grpc.processServer(Acceptor.of(connection), limit.bytes())
                .addStreamTracerFactory(limit)
                .intercept(limit)
                .intercept(new CallHeaders())
                .addService(new GatewayService(headers -> gateway, meter))
                .addService(new HealthService())),
        meter);
  }

  /** Cancels the calls that are being answered, and waits for them. */
  @Override
  public void close() {
    server.shutdownNow();
    meter.awaitIdle(CALLS_END);
  }
}
