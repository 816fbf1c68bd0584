package dev.bowsprit.runtime.control;

import com.google.protobuf.Timestamp;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.SessionHeaders;
import dev.bowsprit.runtime.session.SessionHub;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Cancellation;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.control.BuildHistoryEvent;
import dev.bowsprit.runtime.wire.control.BuildHistoryRequest;
import dev.bowsprit.runtime.wire.control.BytesMessage;
import dev.bowsprit.runtime.wire.control.ControlGrpc;
import dev.bowsprit.runtime.wire.control.DiskUsageRequest;
import dev.bowsprit.runtime.wire.control.DiskUsageResponse;
import dev.bowsprit.runtime.wire.control.InfoRequest;
import dev.bowsprit.runtime.wire.control.InfoResponse;
import dev.bowsprit.runtime.wire.control.ListWorkersRequest;
import dev.bowsprit.runtime.wire.control.ListWorkersResponse;
import dev.bowsprit.runtime.wire.control.PruneRequest;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.StatusRequest;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.UpdateBuildHistoryRequest;
import dev.bowsprit.runtime.wire.control.UpdateBuildHistoryResponse;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Serves an engine as BuildKit's {@code moby.buildkit.v1.Control}. */
final class ControlService extends ControlGrpc.ControlImplBase {

  private final BuildEngine engine;
  private final SessionHub sessions;
  private final BuildHistory history = new BuildHistory(Clock.systemUTC());

  ControlService(BuildEngine engine, SessionHub sessions) {
    this.engine = engine;
    this.sessions = sessions;
  }

  private static <A> void answer(StreamObserver<A> responses, Supplier<A> work) {
    A answer;
    try {
      answer = Cancellation.interrupting(work);
    } catch (RuntimeException e) {
      responses.onError(GrpcErrors.toGrpc(e));
      return;
    }
    responses.onNext(answer);
    responses.onCompleted();
  }

  @Override
  public void solve(SolveRequest request, StreamObserver<SolveResponse> responses) {
    answer(responses, () -> solve(request));
  }

  private SolveResponse solve(SolveRequest request) {
    history.started(request);
    try {
      SolveResponse response = engine.solve(request);
      history.succeeded(request, response);
      return response;
    } catch (RuntimeException e) {
      GatewayException error = GrpcErrors.fromGrpc(GrpcErrors.toGrpc(e));
      history.failed(request, error);
      throw error;
    }
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> responses) {
    MessageStream.<StatusResponse, StatusRequest>serve(
        responses, "status", stream -> engine.status(request.getRef(), stream::send));
  }

  @Override
  public StreamObserver<BytesMessage> session(StreamObserver<BytesMessage> responses) {
    SessionHeaders headers = SessionHeaders.read(CallHeaders.current());
    return MessageStream.<BytesMessage, BytesMessage>serve(
        responses, "session", stream -> sessions.serve(headers, stream));
  }

  @Override
  public void diskUsage(DiskUsageRequest request, StreamObserver<DiskUsageResponse> responses) {
    answer(
        responses,
        () -> {
          DiskUsageResponse.Builder response = DiskUsageResponse.newBuilder();
          Instant unusedSince =
              request.getAgeLimit() > 0
                  ? Instant.now().minusNanos(request.getAgeLimit())
                  : Instant.MAX;
          for (UsageRecord record : engine.diskUsage(request.getFilterList())) {
            if (record.lastUsedAt().orElse(record.createdAt()).isBefore(unusedSince)) {
              response.addRecord(message(record));
            }
          }
          return response.build();
        });
  }

  @Override
  public void prune(
      PruneRequest request,
      StreamObserver<dev.bowsprit.runtime.wire.control.UsageRecord> responses) {
    PrunePolicy policy =
        new PrunePolicy(
            request.getFilterList(),
            request.getAll(),
            Duration.ofNanos(request.getKeepDuration()),
            request.getReservedSpace(),
            request.getMaxUsedSpace(),
            request.getMinFreeSpace());
    MessageStream.<dev.bowsprit.runtime.wire.control.UsageRecord, PruneRequest>serve(
        responses,
        "prune",
        stream -> engine.prune(policy).forEach(record -> stream.send(message(record))));
  }

  @Override
  public void listWorkers(
      ListWorkersRequest request, StreamObserver<ListWorkersResponse> responses) {
    answer(
        responses, () -> ListWorkersResponse.newBuilder().addAllRecord(engine.workers()).build());
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoResponse> responses) {
    answer(
        responses,
        () -> InfoResponse.newBuilder().setBuildkitVersion(EngineVersion.message()).build());
  }

  @Override
  public void listenBuildHistory(
      BuildHistoryRequest request, StreamObserver<BuildHistoryEvent> responses) {
    MessageStream.<BuildHistoryEvent, BuildHistoryRequest>serve(
        responses, "history", stream -> history.listen(request, stream::send));
  }

  @Override
  public void updateBuildHistory(
      UpdateBuildHistoryRequest request, StreamObserver<UpdateBuildHistoryResponse> responses) {
    answer(
        responses,
        () -> {
          history.update(request);
          return UpdateBuildHistoryResponse.getDefaultInstance();
        });
  }

  private static dev.bowsprit.runtime.wire.control.UsageRecord message(UsageRecord record) {
    dev.bowsprit.runtime.wire.control.UsageRecord.Builder message =
        dev.bowsprit.runtime.wire.control.UsageRecord.newBuilder()
            .setID(record.id())
            .addAllParents(record.parents())
            .setMutable(record.mutable())
            .setInUse(record.inUse())
            .setSize(record.size())
            .setCreatedAt(timestamp(record.createdAt()))
            .setUsageCount(record.usageCount())
            .setDescription(record.description())
            .setRecordType(record.type().wireName())
            .setShared(record.shared());
    record.lastUsedAt().ifPresent(at -> message.setLastUsedAt(timestamp(at)));
    return message.build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
