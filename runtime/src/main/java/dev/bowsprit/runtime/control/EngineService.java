package dev.bowsprit.runtime.control;

import dev.bowsprit.runtime.wire.engine.DescribeRequest;
import dev.bowsprit.runtime.wire.engine.DescribeResponse;
import dev.bowsprit.runtime.wire.engine.EngineGrpc;
import dev.bowsprit.runtime.wire.engine.StopRequest;
import dev.bowsprit.runtime.wire.engine.StopResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** What only Bowsprit's own command line asks: who is there, and to stop. */
final class EngineService extends EngineGrpc.EngineImplBase {

  private static final int POLL_MILLIS = 50;

  private final BuildEngine engine;
  private final Path root;
  private final Runnable stop;
  private final long startedAt = System.currentTimeMillis();
  private final AtomicBoolean stopping = new AtomicBoolean();

  EngineService(BuildEngine engine, Path root, Runnable stop) {
    this.engine = engine;
    this.root = root;
    this.stop = stop;
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    responses.onNext(
        DescribeResponse.newBuilder()
            .setVersion(EngineVersion.VERSION)
            .setBuild(EngineVersion.build())
            .setPid(ProcessHandle.current().pid())
            .setRoot(root.toString())
            .setActiveBuilds(engine.activeBuilds())
            .setStartedAtMs(startedAt)
            .build());
    responses.onCompleted();
  }

  @Override
  public void stop(StopRequest request, StreamObserver<StopResponse> responses) {
    boolean busy = engine.activeBuilds() > 0;
    boolean stops = !busy || !request.getOnlyIfIdle();
    responses.onNext(StopResponse.newBuilder().setStopping(stops).build());
    responses.onCompleted();
    if (!stops) {
      return;
    }
    if (request.getForce() || !busy) {
      stop.run();
    } else if (stopping.compareAndSet(false, true)) {
      Thread.ofVirtual().name("stop-when-idle").start(this::stopWhenIdle);
    }
  }

  private void stopWhenIdle() {
    try {
      while (engine.activeBuilds() > 0) {
        Thread.sleep(POLL_MILLIS);
      }
      stop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
