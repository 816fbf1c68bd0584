package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.gateway.image.CallMeter;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Cancellation;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.LLBBridgeGrpc;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.NewContainerResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerResponse;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.gateway.WarnResponse;
import io.grpc.Metadata;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Serves gateways over gRPC as {@code LLBBridge}: to clients that are frontends themselves, and to
 * frontends in containers.
 *
 * <p>The server must have the interceptor {@link CallHeaders}.
 */
public final class GatewayService extends LLBBridgeGrpc.LLBBridgeImplBase {

  private final Function<Metadata, Gateway> gateways;
  private final CallMeter meter;

  /**
   * A service.
   *
   * @param gateways finds the gateway of a call by its headers; throws {@link GatewayException} if
   *     there is none
   */
  public GatewayService(Function<Metadata, Gateway> gateways) {
    this(gateways, new CallMeter());
  }

  /** A service that tells a meter of each call. */
  GatewayService(Function<Metadata, Gateway> gateways, CallMeter meter) {
    this.gateways = gateways;
    this.meter = meter;
  }

  private <Q, A> void answer(
      BiFunction<Gateway, Q, A> method, Q request, StreamObserver<A> responses) {
    A answer;
    meter.begin();
    try {
      Metadata headers = CallHeaders.current();
      answer = Cancellation.interrupting(() -> method.apply(gateways.apply(headers), request));
    } catch (RuntimeException e) {
      responses.onError(GrpcErrors.toGrpc(e));
      return;
    } finally {
      meter.end();
    }
    responses.onNext(answer);
    responses.onCompleted();
  }

  @Override
  public void ping(PingRequest request, StreamObserver<PongResponse> responses) {
    answer(Gateway::ping, request, responses);
  }

  @Override
  public void resolveImageConfig(
      ResolveImageConfigRequest request, StreamObserver<ResolveImageConfigResponse> responses) {
    answer(Gateway::resolveImageConfig, request, responses);
  }

  @Override
  public void resolveSourceMeta(
      ResolveSourceMetaRequest request, StreamObserver<ResolveSourceMetaResponse> responses) {
    answer(Gateway::resolveSourceMeta, request, responses);
  }

  @Override
  public void solve(SolveRequest request, StreamObserver<SolveResponse> responses) {
    answer(Gateway::solve, request, responses);
  }

  @Override
  public void readFile(ReadFileRequest request, StreamObserver<ReadFileResponse> responses) {
    answer(Gateway::readFile, request, responses);
  }

  @Override
  public void readDir(ReadDirRequest request, StreamObserver<ReadDirResponse> responses) {
    answer(Gateway::readDir, request, responses);
  }

  @Override
  public void statFile(StatFileRequest request, StreamObserver<StatFileResponse> responses) {
    answer(Gateway::statFile, request, responses);
  }

  @Override
  public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> responses) {
    answer(Gateway::evaluate, request, responses);
  }

  @Override
  public void return_(ReturnRequest request, StreamObserver<ReturnResponse> responses) {
    answer(Gateway::returnResult, request, responses);
  }

  @Override
  public void inputs(InputsRequest request, StreamObserver<InputsResponse> responses) {
    answer(Gateway::inputs, request, responses);
  }

  @Override
  public void newContainer(
      NewContainerRequest request, StreamObserver<NewContainerResponse> responses) {
    answer(Gateway::newContainer, request, responses);
  }

  @Override
  public void releaseContainer(
      ReleaseContainerRequest request, StreamObserver<ReleaseContainerResponse> responses) {
    answer(Gateway::releaseContainer, request, responses);
  }

  @Override
  public void readFileContainer(
      ReadFileRequest request, StreamObserver<ReadFileResponse> responses) {
    answer(Gateway::readFileContainer, request, responses);
  }

  @Override
  public void readDirContainer(ReadDirRequest request, StreamObserver<ReadDirResponse> responses) {
    answer(Gateway::readDirContainer, request, responses);
  }

  @Override
  public void statFileContainer(
      StatFileRequest request, StreamObserver<StatFileResponse> responses) {
    answer(Gateway::statFileContainer, request, responses);
  }

  @Override
  public void warn(WarnRequest request, StreamObserver<WarnResponse> responses) {
    answer(Gateway::warn, request, responses);
  }

  @Override
  public StreamObserver<ExecMessage> execProcess(StreamObserver<ExecMessage> responses) {
    Metadata headers = CallHeaders.current();
    return MessageStream.<ExecMessage, ExecMessage>serve(
        responses,
        "exec-process",
        stream -> {
          meter.begin();
          try (Gateway.ExecStream exec = gateways.apply(headers).execProcess()) {
            Thread sender =
                Thread.ofVirtual().name("exec-process-in").start(() -> forward(stream, exec));
            try {
              for (Optional<ExecMessage> message = exec.receive();
                  message.isPresent();
                  message = exec.receive()) {
                stream.send(message.get());
              }
            } finally {
              sender.interrupt();
            }
          } finally {
            meter.end();
          }
        });
  }

  /** Gives what the frontend sends to the processes, which go on when it has sent all. */
  private static void forward(
      MessageStream<ExecMessage, ExecMessage> stream, Gateway.ExecStream exec) {
    try {
      for (Optional<ExecMessage> message = stream.receive();
          message.isPresent();
          message = stream.receive()) {
        exec.send(message.get());
      }
      exec.finish();
    } catch (GatewayException e) {
      exec.close();
    }
  }
}
