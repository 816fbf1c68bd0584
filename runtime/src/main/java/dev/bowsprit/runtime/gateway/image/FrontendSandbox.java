package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.worker.exec.Executor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs frontends in containers, with gRPC over standard input and output. Each run has a container
 * of its own, which may have been prepared.
 */
public final class FrontendSandbox {

  private final SandboxParts parts;
  private final PreparedFrontends prepared;

  /** A sandbox. */
  public FrontendSandbox(SandboxParts parts, PreparedFrontends prepared) {
    this.parts = parts;
    this.prepared = prepared;
  }

  /** Serves the gateway of a frontend. */
  @FunctionalInterface
  public interface Serving {

    /**
     * Serves it over a connection until what is returned is closed, which waits for the calls that
     * are being answered.
     *
     * @param meter is told of each call
     */
    Closeable serve(Connection connection, CallMeter meter);
  }

  private record Started(FrontendContainer container, Executor.ConnectedProcess process) {}

  /**
   * Runs a frontend to its end. An interrupt kills it.
   *
   * @param returned whether it has returned
   * @throws dev.bowsprit.gateway.GatewayException if it could not be started
   */
  public FrontendEnd run(
      FrontendImage image,
      FrontendEnvironment environment,
      FrontendLog log,
      Serving serving,
      BooleanSupplier returned) {
    try {
      Started started = start(image, environment, log);
      boolean ended = false;
      try {
        FrontendEnd end = converse(started.process(), image, log, serving, returned);
        ended = end instanceof FrontendEnd.Exited && returned.getAsBoolean();
        return end;
      } finally {
        if (ended) {
          prepared.retire(started.container());
          prepared.wish(image);
        } else {
          started.container().close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static FrontendEnd converse(
      Executor.ConnectedProcess process,
      FrontendImage image,
      FrontendLog log,
      Serving serving,
      BooleanSupplier returned)
      throws IOException {
    CallMeter meter = new CallMeter();
    try (Watchdog watchdog = new Watchdog(process, image.settings(), meter, log, returned);
        Closeable _ =
            serving.serve(new ProcessConnection(process, watchdog::connectionClosed), meter)) {
      watchdog.start();
      return watchdog.end(process.waitFor());
    }
  }

  private Started start(FrontendImage image, FrontendEnvironment environment, FrontendLog log)
      throws IOException {
    Optional<FrontendContainer> ready = prepared.take(image);
    if (ready.isPresent()) {
      Optional<Started> started =
          starting(ready.get(), c -> c.begin(image.definition(), environment, log));
      if (started.isPresent()) {
        return started.get();
      }
    }
    try {
      return starting(
              FrontendContainer.open(image, parts),
              container -> Optional.of(container.start(environment, log)))
          .orElseThrow();
    } catch (GatewayException e) {
      throw GatewayException.of(
              e.code(),
              "frontend %s cannot be started: %s".formatted(image.name(), e.status().getMessage()))
          .withDetails(e.details());
    }
  }

  private interface Starter {
    Optional<Executor.ConnectedProcess> start(FrontendContainer container) throws IOException;
  }

  /** Closes the container unless a process starts in it. */
  private static Optional<Started> starting(FrontendContainer container, Starter starter)
      throws IOException {
    Optional<Started> started = Optional.empty();
    try {
      started = starter.start(container).map(process -> new Started(container, process));
      return started;
    } finally {
      if (started.isEmpty()) {
        container.close();
      }
    }
  }
}
