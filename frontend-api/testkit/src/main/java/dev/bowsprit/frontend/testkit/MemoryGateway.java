package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.BuildKitVersion;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A gateway that answers from what a test scripted, and notes what it was asked. */
final class MemoryGateway implements Gateway {

  private static final String SERVICE = "moby.buildkit.v1.frontend.LLBBridge";

  /** The size of the largest message that BuildKit takes, in bytes. */
  private static final int MAX_MESSAGE = 16 << 20;

  private final Scenario scenario;
  private final Sources sources;
  private final Evaluator evaluator;
  private final MemoryContainers containers;
  private final Map<String, Definition> results;
  private final List<WarnRequest> warnings = Collections.synchronizedList(new ArrayList<>());
  private final List<SolveRequest> solves = Collections.synchronizedList(new ArrayList<>());
  private final List<String> lookups = Collections.synchronizedList(new ArrayList<>());
  private Optional<ReturnRequest> answer = Optional.empty();

  MemoryGateway(Scenario scenario) {
    this(scenario, new Evaluator(scenario), new ConcurrentHashMap<>());
  }

  private MemoryGateway(Scenario scenario, Evaluator evaluator, Map<String, Definition> results) {
    this.scenario = scenario;
    this.sources = new Sources(scenario);
    this.evaluator = evaluator;
    this.results = results;
    this.containers = new MemoryContainers(evaluator, this::files);
  }

  synchronized Optional<ReturnRequest> answer() {
    return answer;
  }

  List<WarnRequest> warnings() {
    return List.copyOf(warnings);
  }

  /** All that was to be solved, in the order of the calls. */
  List<SolveRequest> solves() {
    return List.copyOf(solves);
  }

  /** The sources whose digests and configs were asked for, in the order of the calls. */
  List<String> lookups() {
    return List.copyOf(lookups);
  }

  /** What a reference stands for; nothing for scratch. */
  Definition definition(String ref) {
    if (ref.isEmpty()) {
      return Definition.EMPTY;
    }
    Definition definition = results.get(ref);
    if (definition == null) {
      throw GatewayException.of(Code.NOT_FOUND, "no such ref: " + ref);
    }
    return definition;
  }

  FileTree files(String ref) {
    return evaluator.evaluate(definition(ref));
  }

  private void require(String capability, String method) {
    if (!scenario.gatewayCapabilities.supports(capability)) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "unknown method " + method + " for service " + SERVICE);
    }
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return PongResponse.newBuilder()
        .addAllFrontendAPICaps(scenario.told(scenario.gatewayCapabilities))
        .addAllLLBCaps(scenario.told(scenario.capabilities))
        .addWorkers(scenario.worker())
        .build();
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    lookups.add("docker-image://" + request.getRef());
    Scenario.Image image =
        sources.image(
            request.getRef(),
            request.hasPlatform()
                ? Optional.of(Platform.fromProto(request.getPlatform()))
                : Optional.empty());
    return ResolveImageConfigResponse.newBuilder()
        .setRef(request.getRef())
        .setDigest(Sources.digest(request.getRef(), image).toString())
        .setConfig(ByteString.copyFromUtf8(image.config()))
        .build();
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    require(GatewayCapabilities.SOURCE_META_RESOLVER, "ResolveSourceMeta");
    lookups.add(request.getSource().getIdentifier());
    return sources.resolve(request);
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    solves.add(request);
    if (!request.getFrontend().isEmpty()) {
      return SolveResponse.newBuilder().setResult(nested(request)).build();
    }
    Ref.Builder ref = Ref.newBuilder();
    if (request.getDefinition().getDefCount() > 0) {
      Definition definition = Definition.fromProto(request.getDefinition());
      checkCapabilities(definition);
      String id = Digest.sha256(definition.toBytes()).hex();
      results.put(id, definition);
      ref.setId(id).setDef(request.getDefinition());
      if (request.getEvaluate()) {
        build(id);
      }
    }
    return SolveResponse.newBuilder().setResult(Result.newBuilder().setRef(ref)).build();
  }

  /** Refuses what the daemon does not know, as it would. */
  private void checkCapabilities(Definition definition) {
    for (Definition.Vertex vertex : definition.vertices()) {
      for (String id : new TreeMap<>(vertex.metadata().getCapsMap()).keySet()) {
        if (Capabilities.ALL.contains(id) && !scenario.capabilities.supports(id)) {
          throw GatewayException.of(
              Code.UNKNOWN,
              "unknown API capability %s (BuildKit has it since %s)"
                  .formatted(id, BuildKitVersion.since(id).orElseThrow()));
        }
      }
    }
  }

  /** Makes the files of a reference, unless a command must run that the test did not script. */
  private void build(String ref) {
    try {
      files(ref);
    } catch (GatewayException e) {
      if (e.code() != Code.UNIMPLEMENTED) {
        throw e;
      }
    }
  }

  private Result nested(SolveRequest request) {
    Supplier<? extends Frontend> frontend = scenario.frontends.get(request.getFrontend());
    if (frontend == null) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "failed to find frontend: the test has none named " + request.getFrontend());
    }
    Scenario inner = new Scenario(scenario);
    inner.options.clear();
    inner.options.putAll(request.getFrontendOptMap());
    inner.inputs.clear();
    inner.inputs.putAll(request.getFrontendInputsMap());
    MemoryGateway gateway = new MemoryGateway(inner, evaluator, results);
    FrontendRunner.run(frontend.get(), inner.environment(), gateway);
    warnings.addAll(gateway.warnings());
    ReturnRequest returned = gateway.answer().orElseThrow();
    if (returned.hasError()) {
      throw new GatewayException(returned.getError());
    }
    return returned.getResult();
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    return TreeFiles.read(files(request.getRef()), request);
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    return TreeFiles.list(files(request.getRef()), request);
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    return TreeFiles.stat(files(request.getRef()), request);
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    require(GatewayCapabilities.GATEWAY_EVALUATE, "Evaluate");
    build(request.getRef());
    return EvaluateResponse.getDefaultInstance();
  }

  @Override
  public synchronized ReturnResponse returnResult(ReturnRequest request) {
    if (answer.isPresent()) {
      throw GatewayException.of(Code.FAILED_PRECONDITION, "the frontend has answered before");
    }
    if (request.getSerializedSize() > MAX_MESSAGE) {
      throw GatewayException.of(
          Code.RESOURCE_EXHAUSTED,
          "Return: message of %d bytes is larger than the %d that a daemon takes"
              .formatted(request.getSerializedSize(), MAX_MESSAGE));
    }
    answer = Optional.of(request);
    return ReturnResponse.getDefaultInstance();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    require(GatewayCapabilities.FRONTEND_INPUTS, "Inputs");
    return InputsResponse.newBuilder().putAllDefinitions(scenario.inputs).build();
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    require(GatewayCapabilities.GATEWAY_EXEC, "NewContainer");
    containers.open(request);
    return NewContainerResponse.getDefaultInstance();
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    require(GatewayCapabilities.GATEWAY_EXEC, "ReleaseContainer");
    containers.release(request.getContainerID());
    return ReleaseContainerResponse.getDefaultInstance();
  }

  @Override
  public ExecStream execProcess() {
    require(GatewayCapabilities.GATEWAY_EXEC, "ExecProcess");
    return containers.stream();
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    require(GatewayCapabilities.GATEWAY_EXEC_FILESYSTEM, "ReadFileContainer");
    return TreeFiles.read(containers.files(request.getRef(), request.getMountIndex()), request);
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    require(GatewayCapabilities.GATEWAY_EXEC_FILESYSTEM, "ReadDirContainer");
    return TreeFiles.list(containers.files(request.getRef(), request.getMountIndex()), request);
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    require(GatewayCapabilities.GATEWAY_EXEC_FILESYSTEM, "StatFileContainer");
    return TreeFiles.stat(containers.files(request.getRef(), request.getMountIndex()), request);
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    require(GatewayCapabilities.GATEWAY_WARNINGS, "Warn");
    warnings.add(request);
    return WarnResponse.getDefaultInstance();
  }
}
