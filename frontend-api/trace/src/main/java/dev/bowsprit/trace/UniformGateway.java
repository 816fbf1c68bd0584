package dev.bowsprit.trace;

import com.google.protobuf.MessageLite;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
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

/** A gateway that treats all calls alike. */
abstract class UniformGateway implements Gateway {

  /** Makes a call. */
  abstract <Q extends MessageLite, R extends MessageLite> R call(
      GatewayMethod<Q, R> method, Q request);

  @Override
  public final PongResponse ping(PingRequest request) {
    return call(GatewayMethod.PING, request);
  }

  @Override
  public final ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    return call(GatewayMethod.RESOLVE_IMAGE_CONFIG, request);
  }

  @Override
  public final ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    return call(GatewayMethod.RESOLVE_SOURCE_META, request);
  }

  @Override
  public final SolveResponse solve(SolveRequest request) {
    return call(GatewayMethod.SOLVE, request);
  }

  @Override
  public final ReadFileResponse readFile(ReadFileRequest request) {
    return call(GatewayMethod.READ_FILE, request);
  }

  @Override
  public final ReadDirResponse readDir(ReadDirRequest request) {
    return call(GatewayMethod.READ_DIR, request);
  }

  @Override
  public final StatFileResponse statFile(StatFileRequest request) {
    return call(GatewayMethod.STAT_FILE, request);
  }

  @Override
  public final EvaluateResponse evaluate(EvaluateRequest request) {
    return call(GatewayMethod.EVALUATE, request);
  }

  @Override
  public final ReturnResponse returnResult(ReturnRequest request) {
    return call(GatewayMethod.RETURN, request);
  }

  @Override
  public final InputsResponse inputs(InputsRequest request) {
    return call(GatewayMethod.INPUTS, request);
  }

  @Override
  public final NewContainerResponse newContainer(NewContainerRequest request) {
    return call(GatewayMethod.NEW_CONTAINER, request);
  }

  @Override
  public final ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    return call(GatewayMethod.RELEASE_CONTAINER, request);
  }

  @Override
  public final ReadFileResponse readFileContainer(ReadFileRequest request) {
    return call(GatewayMethod.READ_FILE_CONTAINER, request);
  }

  @Override
  public final ReadDirResponse readDirContainer(ReadDirRequest request) {
    return call(GatewayMethod.READ_DIR_CONTAINER, request);
  }

  @Override
  public final StatFileResponse statFileContainer(StatFileRequest request) {
    return call(GatewayMethod.STAT_FILE_CONTAINER, request);
  }

  @Override
  public final WarnResponse warn(WarnRequest request) {
    return call(GatewayMethod.WARN, request);
  }
}
