package dev.bowsprit.gateway;

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

/**
 * A gateway that refuses each call with {@link GatewayException.Code#UNIMPLEMENTED}: what a host
 * begins with that serves some calls only.
 */
public abstract class RefusingGateway implements Gateway {

  /** Refuses everything. */
  protected RefusingGateway() {}

  /** The error of a call that is not served. */
  private static GatewayException refused(String call) {
    return GatewayException.of(
        GatewayException.Code.UNIMPLEMENTED, "the host does not serve " + call);
  }

  @Override
  public PongResponse ping(PingRequest request) {
    throw refused("Ping");
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    throw refused("ResolveImageConfig");
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    throw refused("ResolveSourceMeta");
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    throw refused("Solve");
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    throw refused("ReadFile");
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    throw refused("ReadDir");
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    throw refused("StatFile");
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    throw refused("Evaluate");
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    throw refused("Return");
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    throw refused("Inputs");
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    throw refused("NewContainer");
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    throw refused("ReleaseContainer");
  }

  @Override
  public ExecStream execProcess() {
    throw refused("ExecProcess");
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    throw refused("ReadFileContainer");
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    throw refused("ReadDirContainer");
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    throw refused("StatFileContainer");
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    throw refused("Warn");
  }
}
