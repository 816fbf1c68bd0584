package dev.bowsprit.dockerfile.source;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceGitRequest;
import dev.bowsprit.wire.gateway.ResolveSourceImageRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The gateway as this frontend uses it: what it is asked twice is asked once. */
public final class Host {

  /** The size of the largest message; no larger file is read. */
  private static final long MAX_FILE_SIZE = 16 << 20;

  private static final String META_RESOLVER = "source.metaresolver";
  private static final String INPUTS = "frontend.inputs";
  private static final String EVALUATE = "gateway.solve.evaluate";
  private static final String IMAGE = "docker-image://";
  private static final String LAYOUT = "oci-layout://";
  private static final int RESOLVER_OCI_LAYOUT = 1;

  private final Gateway gateway;
  private final CapabilitySet gatewayCapabilities;
  private final CapabilitySet operations;
  private final Map<Object, ResolvedImage> images = new ConcurrentHashMap<>();

  /** Asks a gateway what it can do. */
  public Host(Gateway gateway) {
    this.gateway = gateway;
    PongResponse pong = gateway.ping(PingRequest.getDefaultInstance());
    this.gatewayCapabilities =
        CapabilitySet.of(pong.getFrontendAPICapsList(), GatewayCapabilities.FROZEN);
    this.operations = CapabilitySet.of(pong.getLLBCapsList(), Capabilities.FROZEN);
  }

  /** The capabilities of LLB. */
  public CapabilitySet operations() {
    return operations;
  }

  /** Whether a build can be given inputs. */
  public boolean hasInputs() {
    return gatewayCapabilities.supports(INPUTS);
  }

  /** The inputs that the build was given, by name. */
  public Map<String, dev.bowsprit.wire.pb.Definition> inputs() {
    return new TreeMap<>(gateway.inputs(InputsRequest.getDefaultInstance()).getDefinitionsMap());
  }

  /** Solves a definition. */
  public Ref solve(Definition definition) {
    return solve(SolveRequest.newBuilder().setDefinition(definition.toProto()));
  }

  /** Solves a definition with caches of other builds. */
  public Ref solve(Definition definition, List<CacheOptionsEntry> cacheImports) {
    return solve(
        SolveRequest.newBuilder()
            .setDefinition(definition.toProto())
            .addAllCacheImports(cacheImports));
  }

  /** Solves a definition at once. */
  public Ref evaluate(Definition definition) {
    boolean known = gatewayCapabilities.supports(EVALUATE);
    Ref ref =
        solve(SolveRequest.newBuilder().setDefinition(definition.toProto()).setEvaluate(known));
    if (!known) {
      gateway.statFile(StatFileRequest.newBuilder().setRef(ref.getId()).setPath(".").build());
    }
    return ref;
  }

  private Ref solve(SolveRequest.Builder request) {
    Result result = result(request);
    return result.hasRef() ? result.getRef() : Ref.getDefaultInstance();
  }

  /** Runs another frontend. */
  public Result forward(String frontend, Map<String, String> options) {
    SolveRequest.Builder request =
        SolveRequest.newBuilder().setFrontend(frontend).putAllFrontendOpt(options);
    if (hasInputs()) {
      inputs()
          .forEach(
              (name, definition) ->
                  request.putFrontendInputs(
                      name, Definition.fromProto(definition).toState().marshal().toProto()));
    }
    return result(request);
  }

  private Result result(SolveRequest.Builder request) {
    request.setAllowResultReturn(true).setAllowResultArrayRef(true);
    SolveResponse response = gateway.solve(request.build());
    return response.hasResult()
        ? response.getResult()
        : Result.newBuilder().setRef(Ref.newBuilder().setId(response.getRef())).build();
  }

  /** Reads a file of a solved definition. */
  public byte[] read(Ref ref, String path) {
    if (size(ref, path) > MAX_FILE_SIZE) {
      throw new FileTooLargeException(path, MAX_FILE_SIZE);
    }
    byte[] content = read(ref, path, MAX_FILE_SIZE + 1);
    if (content.length > MAX_FILE_SIZE) {
      throw new FileTooLargeException(path, MAX_FILE_SIZE);
    }
    return content;
  }

  /** Reads the beginning of a file. */
  public byte[] read(Ref ref, String path, long length) {
    return gateway
        .readFile(
            ReadFileRequest.newBuilder()
                .setRef(ref.getId())
                .setFilePath(path)
                .setRange(FileRange.newBuilder().setLength(length))
                .build())
        .getData()
        .toByteArray();
  }

  /** Reads a file that may be missing; one that is too large is an error all the same. */
  public Optional<byte[]> readIfThere(Ref ref, String path) {
    try {
      return Optional.of(read(ref, path));
    } catch (GatewayException e) {
      return Optional.empty();
    }
  }

  private long size(Ref ref, String path) {
    try {
      return gateway
          .statFile(StatFileRequest.newBuilder().setRef(ref.getId()).setPath(path).build())
          .getStat()
          .getSize();
    } catch (GatewayException e) {
      // the read that follows fails in the same way, and says so
      return 0;
    }
  }

  /** Resolves an image of a registry. */
  public ResolvedImage image(
      String reference, Optional<Platform> platform, String resolveMode, String logName) {
    String whole = ImageReference.parse(reference).toString();
    return images.computeIfAbsent(
        List.of(whole, platform, resolveMode, logName),
        _ ->
            gatewayCapabilities.supports(META_RESOLVER)
                ? byMeta(whole, platform, resolveMode, logName)
                : byConfig(whole, platform, resolveMode, logName));
  }

  private ResolvedImage byMeta(
      String whole, Optional<Platform> platform, String resolveMode, String logName) {
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder()
            .setSource(SourceOp.newBuilder().setIdentifier(IMAGE + whole))
            .setLogName(logName)
            .setResolveMode(resolveMode)
            .setImage(ResolveSourceImageRequest.getDefaultInstance());
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    ResolveSourceMetaResponse response = gateway.resolveSourceMeta(request.build());
    String identifier = response.getSource().getIdentifier();
    if (!response.hasImage()) {
      throw new NonImageException(whole, identifier);
    }
    String name = identifier.startsWith(IMAGE) ? identifier.substring(IMAGE.length()) : identifier;
    return new ResolvedImage(
        name,
        present(response.getImage().getDigest()),
        response.getImage().getConfig().toStringUtf8());
  }

  private ResolvedImage byConfig(
      String whole, Optional<Platform> platform, String resolveMode, String logName) {
    ResolveImageConfigRequest.Builder request =
        ResolveImageConfigRequest.newBuilder()
            .setRef(whole)
            .setResolveMode(resolveMode)
            .setLogName(logName);
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    return resolved(whole, gateway.resolveImageConfig(request.build()));
  }

  /** Resolves an image of an OCI layout at the client. */
  public ResolvedImage layout(
      String reference, Optional<Platform> platform, String session, String store, String logName) {
    if (!gatewayCapabilities.supports(META_RESOLVER)) {
      ResolveImageConfigRequest.Builder request =
          ResolveImageConfigRequest.newBuilder()
              .setRef(reference)
              .setLogName(logName)
              .setResolverType(RESOLVER_OCI_LAYOUT)
              .setSessionID(session)
              .setStoreID(store);
      platform.ifPresent(p -> request.setPlatform(p.toProto()));
      return resolved(reference, gateway.resolveImageConfig(request.build()));
    }
    SourceOp.Builder source = SourceOp.newBuilder().setIdentifier(LAYOUT + reference);
    if (!session.isEmpty()) {
      source.putAttrs(SourceAttributes.OCI_SESSION, session);
    }
    if (!store.isEmpty()) {
      source.putAttrs(SourceAttributes.OCI_STORE, store);
    }
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder().setSource(source).setLogName(logName);
    platform.ifPresent(p -> request.setPlatform(p.toProto()));
    ResolveSourceMetaResponse response = gateway.resolveSourceMeta(request.build());
    return new ResolvedImage(
        reference,
        present(response.getImage().getDigest()),
        response.getImage().getConfig().toStringUtf8());
  }

  private static ResolvedImage resolved(String asked, ResolveImageConfigResponse response) {
    return new ResolvedImage(
        response.getRef().isEmpty() ? asked : response.getRef(),
        present(response.getDigest()),
        response.getConfig().toStringUtf8());
  }

  /** What is known of a git or http source at the moment. */
  public ResolveSourceMetaResponse meta(SourceOp source, String logName) {
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder().setSource(source).setLogName(logName);
    if (source.getIdentifier().startsWith("git://")) {
      request.setGit(ResolveSourceGitRequest.newBuilder().setReturnObject(true));
    }
    return gatewayCapabilities.supports(META_RESOLVER)
        ? gateway.resolveSourceMeta(request.build())
        : ResolveSourceMetaResponse.newBuilder().setSource(source).build();
  }

  /** The state that an input of the build stands for. */
  static State state(dev.bowsprit.wire.pb.Definition definition) {
    return Definition.fromProto(definition).toState();
  }

  /** Shows a warning. */
  public void warn(WarnRequest warning) {
    gateway.warn(warning);
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
