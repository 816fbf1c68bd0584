package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.gateway.GatewayService;
import dev.bowsprit.runtime.session.HealthService;
import dev.bowsprit.runtime.session.SessionHub;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An engine that clients can reach: it serves Control, LLBBridge for clients that are frontends
 * themselves, and health.
 */
final class EngineServer implements AutoCloseable {

  private static final Metadata.Key<String> BUILD_ID =
      Metadata.Key.of("buildkit-controlapi-buildid", Metadata.ASCII_STRING_MARSHALLER);

  private final BuildEngine engine;
  private final SessionHub sessions;
  private final ControlService control;
  private final EngineService service;
  private final List<Server> servers = new ArrayList<>();

  /**
   * A server that does not listen yet.
   *
   * @param stop what to do when a client asks the engine to stop
   */
  EngineServer(BuildEngine engine, SessionHub sessions, Path root, Runnable stop) {
    this.engine = engine;
    this.sessions = sessions;
    this.control = new ControlService(engine, sessions);
    this.service = new EngineService(engine, root, stop);
  }

  /** Serves the clients that an acceptor accepts. */
  synchronized void listen(Acceptor acceptor) {
    servers.add(start(Grpc.server(acceptor)));
  }

  /** Serves clients in this process under a name. */
  synchronized void listenInProcess(String name) {
    servers.add(start(Grpc.inProcessServer(name)));
  }

  private Server start(ServerBuilder<?> builder) {
    return Grpc.start(
        builder
            .intercept(new CallHeaders())
            .addService(control)
            .addService(new GatewayService(this::gatewayOf))
            .addService(new HealthService())
            .addService(service));
  }

  private Gateway gatewayOf(Metadata headers) {
    String ref = headers.get(BUILD_ID);
    if (ref == null || ref.isEmpty()) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT, "no buildid found in context");
    }
    return engine.gateway(ref);
  }

  /** Whether anybody builds or is connected. */
  boolean isBusy() {
    return engine.activeBuilds() > 0 || sessions.size() > 0;
  }

  /** Takes no more calls, cancels those that run, and closes the engine. */
  @Override
  public synchronized void close() {
    servers.forEach(Server::shutdown);
    engine.close();
    for (Server server : servers) {
      awaitEnd(server);
    }
    servers.clear();
  }

  /** Gives the callers a moment to learn how their builds ended. */
  private static void awaitEnd(Server server) {
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
