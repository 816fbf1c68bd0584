package dev.bowsprit.runtime.control.client;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.client.ClientSession;
import dev.bowsprit.runtime.session.transport.Dialer;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.control.ControlGrpc;
import dev.bowsprit.runtime.wire.control.DiskUsageRequest;
import dev.bowsprit.runtime.wire.control.InfoRequest;
import dev.bowsprit.runtime.wire.control.InfoResponse;
import dev.bowsprit.runtime.wire.control.ListWorkersRequest;
import dev.bowsprit.runtime.wire.control.PruneRequest;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.StatusRequest;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.UsageRecord;
import dev.bowsprit.runtime.wire.engine.DescribeRequest;
import dev.bowsprit.runtime.wire.engine.DescribeResponse;
import dev.bowsprit.runtime.wire.engine.EngineGrpc;
import dev.bowsprit.runtime.wire.engine.StopRequest;
import dev.bowsprit.wire.worker.WorkerRecord;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client of a BuildKit-compatible daemon, Bowsprit's or another.
 *
 * <p>All methods block, throw {@link GatewayException} if the daemon fails, and give up when
 * interrupted.
 */
public final class BuildClient implements AutoCloseable {

  /** How long a daemon that has answered may go on telling what happened. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);

  /** How long a cancelled build is waited for. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(15);

  private final ManagedChannel channel;

  private BuildClient(ManagedChannel channel) {
    this.channel = channel;
  }

  /** A client of the daemon that a dialer reaches; it is dialled at the first call. */
  public static BuildClient connect(Dialer dialer) {
    return new BuildClient(Grpc.channel(dialer));
  }

  /** A client of a daemon in this process. */
  public static BuildClient inProcess(String name) {
    return new BuildClient(Grpc.inProcessChannel(name));
  }

  /**
   * One build.
   *
   * @param request what to build; the ids of build and session are added
   * @param offers what this client offers to the build
   * @param sharedKey by which the daemon recognises the local folders in later builds; empty if it
   *     should not
   * @param frontend the frontend, if it runs here; the request then names none
   */
  public record Build(
      SolveRequest request,
      ClientOffers offers,
      String sharedKey,
      Optional<ClientFrontend> frontend) {

    /** A build whose folders are not recognised later, and whose frontend the daemon runs. */
    public static Build of(SolveRequest request, ClientOffers offers) {
      return new Build(request, offers, "", Optional.empty());
    }

    /** The same with a frontend that runs here. */
    public Build with(ClientFrontend local) {
      return new Build(request, offers, sharedKey, Optional.of(local));
    }
  }

  /**
   * Builds.
   *
   * <p>When interrupted, cancels the build and waits until the daemon has cleaned up.
   *
   * @param progress is told what happens, from one other thread, for the last time before this
   *     returns
   */
  public SolveResponse build(Build build, Consumer<StatusResponse> progress) {
    String ref = RandomId.next();
    String sessionId = RandomId.next();
    MessageStream<StatusRequest, StatusResponse> status = status(ref);
    Thread watcher = Thread.ofVirtual().name("progress").start(() -> forward(status, progress));
    Duration patience = AFTERWARDS;
    ClientSession session =
        ClientSession.open(channel, sessionId, build.sharedKey(), build.offers());
    try {
      SolveRequest.Builder asked = build.request().toBuilder().setRef(ref).setSession(sessionId);
      if (build.offers().policy().isPresent()) {
        asked.setSourcePolicySession(sessionId);
      }
      SolveRequest request = asked.build();
      return build.frontend().isPresent()
          ? new FrontendRun(channel, build.frontend().get()).solve(request)
          : call(ControlGrpc.getSolveMethod(), request);
    } catch (GatewayException e) {
      if (Thread.currentThread().isInterrupted()) {
        patience = CLEAN_UP;
      }
      throw e;
    } finally {
      session.close();
      awaitEnd(watcher, patience);
      status.close();
    }
  }

  private MessageStream<StatusRequest, StatusResponse> status(String ref) {
    MessageStream<StatusRequest, StatusResponse> status =
        MessageStream.call(channel, ControlGrpc.getStatusMethod(), new Metadata());
    status.send(StatusRequest.newBuilder().setRef(ref).build());
    status.finish();
    return status;
  }

  private static void forward(
      MessageStream<StatusRequest, StatusResponse> status, Consumer<StatusResponse> progress) {
    try {
      for (Optional<StatusResponse> response = status.receive();
          response.isPresent();
          response = status.receive()) {
        progress.accept(response.get());
      }
    } catch (GatewayException e) {
      // the build's own answer tells what went wrong
    }
  }

  private static void awaitEnd(Thread watcher, Duration patience) {
    boolean interrupted = Thread.interrupted();
    try {
      watcher.join(patience);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What takes space in the daemon's store. */
  public List<UsageRecord> diskUsage(List<String> filters) {
    return call(
            ControlGrpc.getDiskUsageMethod(),
            DiskUsageRequest.newBuilder().addAllFilter(filters).build())
        .getRecordList();
  }

  /** Frees space; the sink is told of each record that was deleted. */
  public void prune(PruneRequest request, Consumer<UsageRecord> sink) {
    try (MessageStream<PruneRequest, UsageRecord> stream =
        MessageStream.call(channel, ControlGrpc.getPruneMethod(), new Metadata())) {
      stream.send(request);
      stream.finish();
      for (Optional<UsageRecord> record = stream.receive();
          record.isPresent();
          record = stream.receive()) {
        sink.accept(record.get());
      }
    }
  }

  /** The daemon's workers, the default one first. */
  public List<WorkerRecord> workers() {
    return call(ControlGrpc.getListWorkersMethod(), ListWorkersRequest.getDefaultInstance())
        .getRecordList();
  }

  /** Which daemon it is. */
  public InfoResponse info() {
    return call(ControlGrpc.getInfoMethod(), InfoRequest.getDefaultInstance());
  }

  /** Which engine of Bowsprit it is; UNIMPLEMENTED for any other daemon. */
  public DescribeResponse describe() {
    return call(EngineGrpc.getDescribeMethod(), DescribeRequest.getDefaultInstance());
  }

  /**
   * Asks an engine of Bowsprit to stop.
   *
   * @return whether it will; false only if it is busy and was to be left alone then
   */
  public boolean stop(StopRequest request) {
    return call(EngineGrpc.getStopMethod(), request).getStopping();
  }

  private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return Calls.unary(channel, method, request);
  }

  /** Closes the connection, and waits a moment for its reader: a process ends faster without it. */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
