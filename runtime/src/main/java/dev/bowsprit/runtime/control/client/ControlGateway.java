package dev.bowsprit.runtime.control.client;

import dev.bowsprit.gateway.Gateway;
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
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;

/**
 * The gateway of a build whose frontend is this client: a daemon serves it beside its Control API,
 * and finds the build by a header of each call.
 */
final class ControlGateway implements Gateway {

  /** The header that names the build. */
  private static final Metadata.Key<String> BUILD_ID =
      Metadata.Key.of("buildkit-controlapi-buildid", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private volatile boolean answering;

  /** The gateway of the build that was asked for with this ref. */
  ControlGateway(Channel channel, String ref) {
    Metadata headers = new Metadata();
    headers.put(BUILD_ID, ref);
    this.channel =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Whether the frontend has given its answer, or is about to. */
  boolean answering() {
    return answering;
  }

  private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return Calls.unary(channel, method, request);
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return call(LLBBridgeGrpc.getPingMethod(), request);
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    return call(LLBBridgeGrpc.getResolveImageConfigMethod(), request);
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    return call(LLBBridgeGrpc.getResolveSourceMetaMethod(), request);
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    return call(LLBBridgeGrpc.getSolveMethod(), request);
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    return call(LLBBridgeGrpc.getReadFileMethod(), request);
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    return call(LLBBridgeGrpc.getReadDirMethod(), request);
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    return call(LLBBridgeGrpc.getStatFileMethod(), request);
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    return call(LLBBridgeGrpc.getEvaluateMethod(), request);
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    answering = true;
    return call(LLBBridgeGrpc.getReturnMethod(), request);
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    return call(LLBBridgeGrpc.getInputsMethod(), request);
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    return call(LLBBridgeGrpc.getNewContainerMethod(), request);
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    return call(LLBBridgeGrpc.getReleaseContainerMethod(), request);
  }

  @Override
  public ExecStream execProcess() {
    return new Processes(
        MessageStream.call(channel, LLBBridgeGrpc.getExecProcessMethod(), new Metadata()));
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    return call(LLBBridgeGrpc.getReadFileContainerMethod(), request);
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    return call(LLBBridgeGrpc.getReadDirContainerMethod(), request);
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    return call(LLBBridgeGrpc.getStatFileContainerMethod(), request);
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    return call(LLBBridgeGrpc.getWarnMethod(), request);
  }

  private record Processes(MessageStream<ExecMessage, ExecMessage> stream) implements ExecStream {

    @Override
    public void send(ExecMessage message) {
      stream.send(message);
    }

    @Override
    public void finish() {
      stream.finish();
    }

    @Override
    public Optional<ExecMessage> receive() {
      return stream.receive();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
