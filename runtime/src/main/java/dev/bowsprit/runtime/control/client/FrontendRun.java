package dev.bowsprit.runtime.control.client;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.wire.control.ControlGrpc;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import io.grpc.Channel;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A build whose frontend runs here, on a thread of its own, while the daemon waits for it. */
final class FrontendRun {

  /** How long one of the two is waited for when the other has ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Channel channel;
  private final ClientFrontend frontend;
  private final CountDownLatch solved = new CountDownLatch(1);
  private volatile @Nullable GatewayException unanswered;

  FrontendRun(Channel channel, ClientFrontend frontend) {
    this.channel = channel;
    this.frontend = frontend;
  }

  /**
   * Builds.
   *
   * @param request the build, with the ids of build and session; without a frontend
   * @throws GatewayException if the build or the frontend fails
   */
  SolveResponse solve(SolveRequest request) {
    ControlGateway gateway = new ControlGateway(channel, request.getRef());
    try (Context.CancellableContext call = Context.current().withCancellation()) {
      Thread thread = Thread.ofVirtual().name("frontend").start(() -> run(request, gateway, call));
      try {
        return call.call(() -> Calls.unary(channel, ControlGrpc.getSolveMethod(), request));
      } catch (GatewayException e) {
        GatewayException cause = unanswered;
        throw cause != null && e.code() == Code.CANCELLED ? cause : e;
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        solved.countDown();
        if (gateway.answering()) {
          awaitEnd(thread);
        }
        thread.interrupt();
      }
    }
  }

  /** Lets the frontend hear that its answer has arrived, by which the build may end before. */
  private static void awaitEnd(Thread thread) {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(SolveRequest request, Gateway gateway, Context.CancellableContext call) {
    try {
      frontend.run(
          FrontendEnvironment.of(
              request.getFrontendAttrsMap(),
              request.getSession(),
              gateway.ping(PingRequest.getDefaultInstance()).getWorkersList()),
          gateway);
    } catch (GatewayException e) {
      giveUp(e, call);
    } catch (RuntimeException | Error e) {
      giveUp(GatewayException.of(Code.UNKNOWN, "the frontend failed: " + e), call);
      throw e;
    }
  }

  /** Ends a build that waits for an answer which will not come, unless it ends by itself. */
  private void giveUp(GatewayException why, Context.CancellableContext call) {
    try {
      if (!solved.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        unanswered = why;
        call.cancel(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the build has ended
    }
  }
}
