package dev.bowsprit.runtime.cli.lint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.fsutil.Stat;
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
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerResponse;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.gateway.WarnResponse;
import dev.bowsprit.wire.pb.Op;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * A gateway that builds nothing and knows the client's files only. Of base images it says that they
 * are for the platform that is asked for, and empty: what they really hold takes a daemon.
 */
final class LintGateway implements Gateway {

  private static final String LOCAL = "local://";
  private static final String IMAGE = "docker-image://";

  private final BiFunction<String, String, Optional<ByteString>> files;
  private final Map<String, String> sources = new ConcurrentHashMap<>();
  private volatile Optional<ReturnRequest> answer = Optional.empty();

  /**
   * A gateway.
   *
   * @param files the content of a file of a local source, by the names of the source and the file
   */
  LintGateway(BiFunction<String, String, Optional<ByteString>> files) {
    this.files = files;
  }

  /** What the frontend answered. */
  Optional<ReturnRequest> answer() {
    return answer;
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return PongResponse.newBuilder()
        .addAllFrontendAPICaps(CapabilitySet.ofIds(GatewayCapabilities.ALL).all())
        .addAllLLBCaps(CapabilitySet.ofIds(Capabilities.ALL).all())
        .build();
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    return ResolveImageConfigResponse.newBuilder()
        .setRef(request.getRef())
        .setConfig(config(request.getPlatform()))
        .build();
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    ResolveSourceMetaResponse.Builder response =
        ResolveSourceMetaResponse.newBuilder().setSource(request.getSource());
    if (request.getSource().getIdentifier().startsWith(IMAGE)) {
      response.setImage(
          ResolveSourceImageResponse.newBuilder().setConfig(config(request.getPlatform())));
    }
    return response.build();
  }

  private static ByteString config(dev.bowsprit.wire.pb.Platform platform) {
    return ByteString.copyFromUtf8(
        ImageConfig.empty(Platform.fromProto(platform).normalized()).toJson());
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    Ref.Builder ref = Ref.newBuilder();
    if (request.getDefinition().getDefCount() > 0) {
      ref.setId("ref-" + sources.size());
      sources.put(ref.getId(), source(request));
    }
    return SolveResponse.newBuilder().setResult(Result.newBuilder().setRef(ref)).build();
  }

  private static String source(SolveRequest request) {
    try {
      for (ByteString bytes : request.getDefinition().getDefList()) {
        Op op = Op.parseFrom(bytes);
        if (op.hasSource()) {
          return op.getSource().getIdentifier();
        }
      }
      return "";
    } catch (InvalidProtocolBufferException e) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "a definition cannot be read");
    }
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    ByteString content = content(request.getRef(), request.getFilePath());
    if (request.hasRange()) {
      int start = (int) Math.min(request.getRange().getOffset(), content.size());
      int end = (int) Math.min(start + request.getRange().getLength(), content.size());
      content = content.substring(start, end);
    }
    return ReadFileResponse.newBuilder().setData(content).build();
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    ByteString content = content(request.getRef(), request.getPath());
    return StatFileResponse.newBuilder()
        .setStat(Stat.newBuilder().setPath(request.getPath()).setSize(content.size()))
        .build();
  }

  private ByteString content(String ref, String path) {
    String source = sources.getOrDefault(ref, "");
    if (!source.startsWith(LOCAL)) {
      throw GatewayException.of(Code.UNIMPLEMENTED, source + " is not fetched to lint a file");
    }
    return files
        .apply(source.substring(LOCAL.length()), path)
        .orElseThrow(
            () ->
                GatewayException.of(Code.UNKNOWN, "open " + path + ": no such file or directory"));
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    throw unsupported();
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    return EvaluateResponse.getDefaultInstance();
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    answer = Optional.of(request);
    return ReturnResponse.getDefaultInstance();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    return InputsResponse.getDefaultInstance();
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    return WarnResponse.getDefaultInstance();
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    throw unsupported();
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    throw unsupported();
  }

  @Override
  public ExecStream execProcess() {
    throw unsupported();
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    throw unsupported();
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    throw unsupported();
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    throw unsupported();
  }

  private static GatewayException unsupported() {
    return GatewayException.of(Code.UNIMPLEMENTED, "nothing is built to lint a file");
  }
}
