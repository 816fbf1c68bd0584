package dev.bowsprit.runtime.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.ErrorDetails;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.solver.BuildJob.LazyResult;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.caps.APICap;
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
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** The gateway of one run of one frontend. */
public final class BuildGateway implements Gateway, AutoCloseable {

  private final GatewayServices services;
  private final FrontendHost host;
  private final FrontendCall call;
  private final BuildJob job;
  private final VertexAllowance vertices;
  private final ResultTable results;
  private final RefFiles files;
  private final Containers containers;
  private final FailedOps failed;
  private final boolean inProcess;
  private final CompletableFuture<FrontendResult> returned = new CompletableFuture<>();

  /** The gateway of a frontend of another process. */
  BuildGateway(
      GatewayServices services, FrontendHost host, FrontendCall call, VertexAllowance vertices) {
    this(services, host, call, vertices, false);
  }

  private BuildGateway(
      GatewayServices services,
      FrontendHost host,
      FrontendCall call,
      VertexAllowance vertices,
      boolean inProcess) {
    this.services = services;
    this.host = host;
    this.call = call;
    this.job = call.job();
    this.vertices = vertices;
    this.inProcess = inProcess;
    this.results = new ResultTable();
    this.files = new RefFiles();
    this.containers = new Containers(services.programs(), job);
    this.failed = new FailedOps(services.workers().getFirst().getPlatforms(0));
  }

  /** The gateway of a frontend of this process. */
  static BuildGateway inProcess(GatewayServices services, FrontendHost host, FrontendCall call) {
    return new BuildGateway(services, host, call, VertexAllowance.unlimited(), true);
  }

  /**
   * What the frontend returned; waits for it.
   *
   * @throws GatewayException what it returned as error
   */
  public FrontendResult result() {
    try {
      return returned.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GatewayException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * The same for a frontend of this process: a failure that it has passed on is still the one that
   * it was told.
   */
  FrontendResult ownResult() {
    try {
      return result();
    } catch (GatewayException e) {
      throw failed.recalled(e);
    }
  }

  /** Whether the frontend has returned a result or an error. */
  boolean hasReturned() {
    return returned.isDone();
  }

  /** Ends a wait for the result: the frontend will not return any more. */
  public void abandon(String why) {
    returned.completeExceptionally(GatewayException.of(Code.CANCELLED, why));
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return PongResponse.newBuilder()
        .addAllFrontendAPICaps(caps(GatewayCapabilities.ALL))
        .addAllLLBCaps(caps(Capabilities.ALL))
        .addAllWorkers(services.workers())
        .build();
  }

  private static List<APICap> caps(List<String> ids) {
    return ids.stream().map(id -> APICap.newBuilder().setID(id).setEnabled(true).build()).toList();
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    String scheme = request.getResolverType() == 1 ? "oci-layout://" : "docker-image://";
    String name = fullName(request.getRef());
    SourceOp.Builder source = SourceOp.newBuilder().setIdentifier(scheme + name);
    if (!request.getSessionID().isEmpty()) {
      source.putAttrs("oci.session", request.getSessionID());
    }
    if (!request.getStoreID().isEmpty()) {
      source.putAttrs("oci.store", request.getStoreID());
    }
    ResolveSourceMetaRequest.Builder meta =
        ResolveSourceMetaRequest.newBuilder()
            .setSource(source)
            .setLogName(request.getLogName())
            .setResolveMode(request.getResolveMode())
            .addAllSourcePolicies(request.getSourcePoliciesList());
    if (request.hasPlatform()) {
      meta.setPlatform(request.getPlatform());
    }
    ResolveSourceMetaResponse answer;
    try {
      answer = resolveSourceMeta(meta.build());
    } catch (GatewayException e) {
      throw e.during("failed to resolve source metadata for " + name);
    }
    String resolved = answer.getSource().getIdentifier();
    if (!answer.hasImage()) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "ref mutated by policy to non-image: %s%s -> %s".formatted(scheme, name, resolved));
    }
    return ResolveImageConfigResponse.newBuilder()
        .setRef(resolved.substring(resolved.indexOf("://") + "://".length()))
        .setDigest(answer.getImage().getDigest())
        .setConfig(answer.getImage().getConfig())
        .build();
  }

  private static String fullName(String reference) {
    try {
      return ImageReference.parse(reference).toString();
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "could not parse reference %s: %s".formatted(Texts.quote(reference), e.getMessage()));
    }
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    if (!request.hasSource()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "source is required");
    }
    SourceOp source = admitted(request);
    ResolveSourceMetaRequest admitted =
        request.toBuilder().setSource(source).clearSourcePolicies().build();
    String name =
        request.getLogName().isEmpty()
            ? "resolve image config for " + request.getSource().getIdentifier()
            : request.getLogName();
    try {
      return job.inContext(
          name,
          context -> services.sources().of(source.getIdentifier()).resolve(admitted, context));
    } catch (GatewayException e) {
      throw plain(e);
    }
  }

  /**
   * A failure as frontends see it by BuildKit: that a source is not there has no code of its own,
   * and what was asked is no vertex.
   */
  private static GatewayException plain(GatewayException failure) {
    if (failure.code() == Code.CANCELLED) {
      return failure;
    }
    List<Any> details =
        failure.details().stream()
            .filter(detail -> !detail.getTypeUrl().equals(ErrorDetails.VERTEX))
            .toList();
    return new GatewayException(
        failure.status().toBuilder()
            .setCode(Code.UNKNOWN.value())
            .clearDetails()
            .addAllDetails(details)
            .build(),
        failure);
  }

  /** What is resolved in place of what was asked for. */
  private SourceOp admitted(ResolveSourceMetaRequest request) {
    Op.Builder op = Op.newBuilder().setSource(request.getSource());
    if (request.hasPlatform()) {
      op.setPlatform(request.getPlatform());
    }
    try {
      return job.admitted(op.build(), request.getSourcePoliciesList()).getSource();
    } catch (GatewayException e) {
      throw plain(e.during("could not resolve image due to policy"));
    }
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    vertices.take(request.getDefinition().getDefCount());
    return results.answer(request, described(() -> solved(request)));
  }

  private FrontendResult solved(SolveRequest request) {
    if (request.getDefinition().getDefCount() > 0 && !request.getFrontend().isEmpty()) {
      throw GatewayException.of(
          Code.UNKNOWN, "cannot solve with both Definition and Frontend specified");
    }
    FrontendResult result =
        request.getFrontend().isEmpty()
            ? FrontendResult.of(job.load(request.getDefinition(), request.getSourcePoliciesList()))
            : host.run(
                call.further(
                    request.getFrontend(),
                    request.getFrontendOptMap(),
                    request.getFrontendInputsMap()));
    if (request.getEvaluate()) {
      result.evaluate();
    }
    return result;
  }

  /** Does what solving is for; its error says what failed, to be looked into. */
  private <T> T described(Supplier<T> work) {
    try {
      return work.get();
    } catch (GatewayException e) {
      throw failed.described(e);
    }
  }

  /** As in BuildKit, a frontend of this process is told of files that are missing, and no more. */
  private <T> T readingFiles(Supplier<T> work) {
    return inProcess ? work.get() : described(work);
  }

  private ImmutableRef built(String id) {
    LazyResult result = results.get(id);
    return described(result::get);
  }

  /** What a container is made of: a result, or what an operation that failed has left. */
  private ImmutableRef mountable(Mount mount) {
    String id = mount.getResultID();
    Optional<ImmutableRef> left = failed.find(id);
    if (left.isPresent()) {
      return left.get();
    }
    LazyResult result;
    try {
      result = results.reference(id);
    } catch (GatewayException e) {
      throw e.during(
          "failed to find ref %s for %s mount".formatted(id, Texts.quote(mount.getDest())));
    }
    return result.get();
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    ImmutableRef ref = built(request.getRef());
    byte[] data = readingFiles(() -> files.read(ref, request));
    return ReadFileResponse.newBuilder().setData(ByteString.copyFrom(data)).build();
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    ImmutableRef ref = built(request.getRef());
    return ReadDirResponse.newBuilder()
        .addAllEntries(readingFiles(() -> files.list(ref, request)))
        .build();
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    return StatFileResponse.newBuilder()
        .setStat(files.stat(built(request.getRef()), request.getPath()))
        .build();
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    built(request.getRef());
    return EvaluateResponse.getDefaultInstance();
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    if (request.hasError()) {
      returned.completeExceptionally(new GatewayException(request.getError()));
    } else if (!request.hasResult()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "result is required");
    } else if (!returned.complete(results.resolve(request.getResult()))) {
      throw GatewayException.of(
          Code.FAILED_PRECONDITION, "gateway return must be either result or err, once");
    }
    return ReturnResponse.getDefaultInstance();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    return InputsResponse.newBuilder().putAllDefinitions(call.inputs()).build();
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    VertexWarning.Builder warning =
        VertexWarning.newBuilder()
            .setVertex(request.getDigest())
            .setLevel(request.getLevel())
            .setShort(request.getShort())
            .addAllDetail(request.getDetailList())
            .setUrl(request.getUrl())
            .addAllRanges(request.getRangesList());
    if (request.hasInfo()) {
      warning.setInfo(request.getInfo());
    }
    job.progressLog().add(StatusResponse.newBuilder().addWarnings(warning).build());
    return WarnResponse.getDefaultInstance();
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    containers.add(request, this::mountable);
    return NewContainerResponse.getDefaultInstance();
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    containers.remove(request.getContainerID());
    return ReleaseContainerResponse.getDefaultInstance();
  }

  @Override
  public ExecStream execProcess() {
    return new ProcessStream(containers);
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    byte[] data = containers.files(request.getRef(), request.getMountIndex()).read(request);
    return ReadFileResponse.newBuilder().setData(ByteString.copyFrom(data)).build();
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    return ReadDirResponse.newBuilder()
        .addAllEntries(containers.files(request.getRef(), request.getMountIndex()).list(request))
        .build();
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    return StatFileResponse.newBuilder()
        .setStat(containers.files(request.getRef(), request.getMountIndex()).stat(request))
        .build();
  }

  /** Ends the containers, and unmounts what was mounted to read files. */
  @Override
  public void close() {
    try {
      containers.close();
    } finally {
      files.close();
    }
  }
}
