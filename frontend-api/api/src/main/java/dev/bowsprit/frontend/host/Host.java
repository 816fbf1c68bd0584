package dev.bowsprit.frontend.host;

import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.RefMapDeprecated;
import dev.bowsprit.wire.gateway.ResolveSourceGitRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The daemon of one build, asked by its gateway: knows what it can do, and asks for each image
 * once, so that all of a build is about the same image.
 *
 * <p>Methods may be called from several threads, and throw {@link
 * dev.bowsprit.gateway.GatewayException} if the daemon refuses.
 */
public final class Host {

  private final Gateway gateway;
  private final CapabilitySet calls;
  private final CapabilitySet operations;
  private final ImageLookup images;
  private Optional<SortedMap<String, State>> inputs = Optional.empty();

  /** Asks a gateway what it can do. */
  public Host(Gateway gateway) {
    this.gateway = gateway;
    PongResponse pong = gateway.ping(PingRequest.getDefaultInstance());
    this.calls = CapabilitySet.of(pong.getFrontendAPICapsList(), GatewayCapabilities.FROZEN);
    this.operations = CapabilitySet.of(pong.getLLBCapsList(), Capabilities.FROZEN);
    this.images =
        new ImageLookup(gateway, calls.supports(GatewayCapabilities.SOURCE_META_RESOLVER));
  }

  /** What the daemon knows of LLB. */
  public CapabilitySet operations() {
    return operations;
  }

  /** What the daemon knows of the gateway's calls. */
  public CapabilitySet calls() {
    return calls;
  }

  /**
   * The states that the build was given in place of files of the client, by name.
   *
   * @throws IllegalArgumentException if one of them is no definition
   */
  public synchronized SortedMap<String, State> inputs() {
    if (inputs.isEmpty()) {
      SortedMap<String, State> found = new TreeMap<>();
      if (calls.supports(GatewayCapabilities.FRONTEND_INPUTS)) {
        gateway
            .inputs(InputsRequest.getDefaultInstance())
            .getDefinitionsMap()
            .forEach((name, definition) -> found.put(name, input(definition)));
      }
      inputs = Optional.of(Collections.unmodifiableSortedMap(found));
    }
    return inputs.get();
  }

  private static State input(dev.bowsprit.wire.pb.Definition definition) {
    if (definition.getMetadataCount() == 0) {
      throw new IllegalArgumentException("invalid nil input definition to definition op");
    }
    return Definition.fromProto(definition).toState();
  }

  /** Solves a definition; it need not be built before something is read. */
  public SolvedState solve(Definition definition) {
    return solve(definition, List.of());
  }

  /** Solves a definition with caches of other builds. */
  public SolvedState solve(Definition definition, List<CacheOptionsEntry> cacheImports) {
    return solve(
        SolveRequest.newBuilder()
            .setDefinition(definition.toProto())
            .addAllCacheImports(cacheImports));
  }

  /** Solves a definition, and waits until it is built. */
  public SolvedState evaluate(Definition definition) {
    boolean known = calls.supports(GatewayCapabilities.GATEWAY_SOLVE_EVALUATE);
    SolvedState solved =
        solve(SolveRequest.newBuilder().setDefinition(definition.toProto()).setEvaluate(known));
    if (!known) {
      solved.stat(".");
    }
    return solved;
  }

  private SolvedState solve(SolveRequest.Builder request) {
    Result result = result(request);
    // daemons before v0.8 name it by a text; that is empty for scratch
    Ref ref =
        result.hasRef()
            ? result.getRef()
            : Ref.newBuilder().setId(result.getRefDeprecated()).build();
    return new SolvedState(gateway, ref);
  }

  /** Runs another frontend with the inputs of this build. */
  public Result forward(String frontend, Map<String, String> options) {
    SolveRequest.Builder request =
        SolveRequest.newBuilder().setFrontend(frontend).putAllFrontendOpt(options);
    inputs().forEach((name, state) -> request.putFrontendInputs(name, state.marshal().toProto()));
    return result(request);
  }

  private Result result(SolveRequest.Builder request) {
    request.setAllowResultReturn(true).setAllowResultArrayRef(true);
    SolveResponse response = gateway.solve(request.build());
    return response.hasResult()
        ? response.getResult()
        : Result.newBuilder().setRef(Ref.newBuilder().setId(response.getRef())).build();
  }

  /**
   * What an image of a registry is at the moment.
   *
   * @param resolveMode {@code default}, {@code pull} or {@code local}
   * @param logName what users see while it is asked for
   * @throws IllegalArgumentException if the reference is none
   * @throws NonImageException if a policy of the daemon replaces it by what is no image
   */
  public ImageMetadata image(
      String reference, Optional<Platform> platform, String resolveMode, String logName) {
    return images.inRegistry(reference, platform, resolveMode, logName);
  }

  /**
   * What an image of an OCI layout of the client is.
   *
   * @param session the session that offers the layout; may be empty
   * @param store the layout's name there; may be empty
   */
  public ImageMetadata layout(
      String reference, Optional<Platform> platform, String session, String store, String logName) {
    return images.inLayout(reference, platform, session, store, logName);
  }

  /** What is known of a git or http source at the moment; little, if the daemon cannot tell. */
  public ResolveSourceMetaResponse meta(SourceOp source, String logName) {
    if (!calls.supports(GatewayCapabilities.SOURCE_META_RESOLVER)) {
      return ResolveSourceMetaResponse.newBuilder().setSource(source).build();
    }
    ResolveSourceMetaRequest.Builder request =
        ResolveSourceMetaRequest.newBuilder().setSource(source).setLogName(logName);
    if (source.getIdentifier().startsWith("git://")) {
      request.setGit(ResolveSourceGitRequest.newBuilder().setReturnObject(true));
    }
    return gateway.resolveSourceMeta(request.build());
  }

  /**
   * A result in the form that the daemon reads: one without {@code proto.refarray} reads references
   * as texts.
   */
  public Result readable(Result result) {
    if (calls.supports(GatewayCapabilities.PROTO_REF_ARRAY)) {
      return result;
    }
    Result.Builder older = result.toBuilder();
    if (result.hasRef()) {
      older.setRefDeprecated(result.getRef().getId());
    } else if (result.hasRefs()) {
      RefMapDeprecated.Builder texts = RefMapDeprecated.newBuilder();
      result.getRefs().getRefsMap().forEach((id, ref) -> texts.putRefs(id, ref.getId()));
      older.setRefsDeprecated(texts);
    }
    return older.build();
  }

  /** Shows the user a warning, if the daemon can. */
  public void warn(WarnRequest warning) {
    if (calls.supports(GatewayCapabilities.GATEWAY_WARNINGS)) {
      gateway.warn(warning);
    }
  }
}
