package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** An engine whose builds are what a test says. */
final class FakeEngine implements BuildEngine {

  private final Function<SolveRequest, SolveResponse> solve;
  private final Function<String, Gateway> gateways;
  private final AtomicInteger active = new AtomicInteger();
  final CountDownLatch ended = new CountDownLatch(1);

  /** An engine without frontends of its clients. */
  FakeEngine(Function<SolveRequest, SolveResponse> solve) {
    this(
        solve,
        ref -> {
          throw GatewayException.of(GatewayException.Code.NOT_FOUND, "no such job " + ref);
        });
  }

  FakeEngine(Function<SolveRequest, SolveResponse> solve, Function<String, Gateway> gateways) {
    this.solve = solve;
    this.gateways = gateways;
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    active.incrementAndGet();
    try {
      return solve.apply(request);
    } finally {
      active.decrementAndGet();
      ended.countDown();
    }
  }

  @Override
  public void status(String ref, Consumer<StatusResponse> sink) {
    sink.accept(StatusResponse.getDefaultInstance());
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Gateway gateway(String ref) {
    return gateways.apply(ref);
  }

  @Override
  public List<WorkerRecord> workers() {
    return List.of(WorkerRecord.newBuilder().setID("worker").build());
  }

  @Override
  public List<UsageRecord> diskUsage(List<String> filters) {
    return List.of();
  }

  @Override
  public List<UsageRecord> prune(PrunePolicy policy) {
    return List.of();
  }

  @Override
  public int activeBuilds() {
    return active.get();
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
