package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
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
import dev.bowsprit.wire.pb.SourceOp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A gateway that answers from what a test scripted, and notes what it was asked. */
final class MemoryGateway implements Gateway {

  private static final String IMAGE = "docker-image://";
  private static final int FILE = 0100644;
  private static final int DIRECTORY = 040755;
  private static final int GO_DIRECTORY = 1 << 31;

  private final Map<String, String> images;
  private final Optional<String> anyImage;
  private final CapabilitySet gatewayCapabilities;
  private final CapabilitySet capabilities;
  private final Evaluator evaluator;
  private final Map<String, SolveRequest> solved = new ConcurrentHashMap<>();
  private final List<WarnRequest> warnings = Collections.synchronizedList(new ArrayList<>());
  private Optional<ReturnRequest> answer = Optional.empty();

  MemoryGateway(
      Map<String, FileTree> locals,
      Map<String, String> images,
      Optional<String> anyImage,
      CapabilitySet gatewayCapabilities,
      CapabilitySet capabilities) {
    this.images = images;
    this.anyImage = anyImage;
    this.gatewayCapabilities = gatewayCapabilities;
    this.capabilities = capabilities;
    this.evaluator =
        new Evaluator(
            identifier ->
                identifier.startsWith(IMAGE)
                    ? Optional.of(new FileTree())
                    : Optional.ofNullable(locals.get(identifier)));
  }

  Optional<ReturnRequest> answer() {
    return answer;
  }

  List<WarnRequest> warnings() {
    return List.copyOf(warnings);
  }

  /** The solve that made a reference; empty for scratch. */
  Optional<SolveRequest> solveOf(String ref) {
    return Optional.ofNullable(solved.get(ref));
  }

  FileTree files(String ref) {
    return solveOf(ref)
        .map(solve -> evaluator.evaluate(Definition.fromProto(solve.getDefinition())))
        .orElseGet(FileTree::new);
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return PongResponse.newBuilder()
        .addAllFrontendAPICaps(gatewayCapabilities.all())
        .addAllLLBCaps(capabilities.all())
        .build();
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    String config = config(request.getRef());
    return ResolveImageConfigResponse.newBuilder()
        .setRef(request.getRef())
        .setDigest(Digest.sha256(config).toString())
        .setConfig(ByteString.copyFromUtf8(config))
        .build();
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    SourceOp source = request.getSource();
    ResolveSourceMetaResponse.Builder result =
        ResolveSourceMetaResponse.newBuilder().setSource(source);
    if (source.getIdentifier().startsWith(IMAGE)) {
      String config = config(source.getIdentifier().substring(IMAGE.length()));
      result.setImage(
          ResolveSourceImageResponse.newBuilder()
              .setDigest(Digest.sha256(config).toString())
              .setConfig(ByteString.copyFromUtf8(config)));
    }
    return result.build();
  }

  private String config(String reference) {
    return Optional.ofNullable(images.get(reference))
        .or(() -> anyImage)
        .orElseThrow(() -> GatewayException.of(Code.NOT_FOUND, reference + ": not found"));
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    if (!request.getFrontend().isEmpty()) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "the test kit has no frontend " + request.getFrontend());
    }
    Ref.Builder ref = Ref.newBuilder();
    if (request.getDefinition().getDefCount() > 0) {
      String id = Digest.sha256(Definition.fromProto(request.getDefinition()).toBytes()).hex();
      solved.put(id, request);
      ref.setId(id).setDef(request.getDefinition());
    }
    return SolveResponse.newBuilder().setResult(Result.newBuilder().setRef(ref)).build();
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    ByteString content =
        switch (entry(request.getRef(), request.getFilePath(), "open")) {
          case Entry.File(ByteString bytes) -> bytes;
          default ->
              throw GatewayException.of(
                  Code.UNKNOWN, request.getFilePath() + " is not a regular file");
        };
    if (!request.hasRange()) {
      return ReadFileResponse.newBuilder().setData(content).build();
    }
    int start = (int) Math.min(request.getRange().getOffset(), content.size());
    long length = request.getRange().getLength();
    int end = length == 0 ? content.size() : (int) Math.min(start + length, content.size());
    return ReadFileResponse.newBuilder().setData(content.substring(start, end)).build();
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    FileTree files = files(request.getRef());
    ReadDirResponse.Builder result = ReadDirResponse.newBuilder();
    for (String name : files.list(request.getDirPath())) {
      files
          .find(request.getDirPath() + "/" + name)
          .ifPresent(entry -> result.addEntries(stat(name, entry)));
    }
    return result.build();
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    Entry entry = entry(request.getRef(), request.getPath(), "lstat");
    return StatFileResponse.newBuilder().setStat(stat(request.getPath(), entry)).build();
  }

  private Entry entry(String ref, String path, String action) {
    return files(ref)
        .find(path)
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.NOT_FOUND, action + " " + path + ": no such file or directory"));
  }

  private static Stat stat(String path, Entry entry) {
    Stat.Builder result = Stat.newBuilder().setPath(path);
    return switch (entry) {
      case Entry.File(ByteString content) ->
          result.setMode(FILE & 0777).setSize(content.size()).build();
      case Entry.Directory() -> result.setMode((DIRECTORY & 0777) | GO_DIRECTORY).build();
      case Entry.Link(String target) -> result.setMode(0777 | 1 << 27).setLinkname(target).build();
    };
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    return EvaluateResponse.getDefaultInstance();
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    if (answer.isPresent()) {
      throw GatewayException.of(Code.FAILED_PRECONDITION, "the frontend has answered before");
    }
    answer = Optional.of(request);
    return ReturnResponse.getDefaultInstance();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    return InputsResponse.getDefaultInstance();
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    throw noContainers();
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    throw noContainers();
  }

  @Override
  public ExecStream execProcess() {
    throw noContainers();
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    throw noContainers();
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    throw noContainers();
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    throw noContainers();
  }

  private static GatewayException noContainers() {
    return GatewayException.of(Code.UNIMPLEMENTED, "the test kit runs no containers");
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    warnings.add(request);
    return WarnResponse.getDefaultInstance();
  }
}
