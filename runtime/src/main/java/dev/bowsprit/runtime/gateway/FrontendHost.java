package dev.bowsprit.runtime.gateway;

import com.google.protobuf.Any;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.gateway.image.FrontendEnd;
import dev.bowsprit.runtime.gateway.image.FrontendImage;
import dev.bowsprit.runtime.gateway.image.FrontendImages;
import dev.bowsprit.runtime.gateway.image.FrontendLog;
import dev.bowsprit.runtime.gateway.image.FrontendRequest;
import dev.bowsprit.runtime.gateway.image.FrontendSandbox;
import dev.bowsprit.runtime.gateway.image.FrontendTraces;
import dev.bowsprit.runtime.gateway.image.PreparedFrontends;
import dev.bowsprit.runtime.gateway.image.SandboxParts;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.trace.RecordingGateway;
import dev.bowsprit.trace.TraceWriter;
import dev.bowsprit.wire.pb.Definition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;

/** Runs frontends: those built in, found by {@link ServiceLoader}, and images in a sandbox. */
public final class FrontendHost {

  private static final int MAX_DEPTH = 16;

  private final GatewayServices services;
  private final FrontendImages images;
  private final FrontendSandbox sandbox;
  private final PreparedFrontends prepared;
  private final FrontendTraces traces;
  private final Map<String, FrontendProvider> builtIn = new HashMap<>();

  /**
   * Makes a host.
   *
   * @param images finds frontends that are images
   * @param parts what their containers are made with
   * @param prepared the containers of the next builds
   * @param traces records them
   */
  public FrontendHost(
      GatewayServices services,
      FrontendImages images,
      SandboxParts parts,
      PreparedFrontends prepared,
      FrontendTraces traces) {
    this.services = services;
    this.images = images;
    this.sandbox = new FrontendSandbox(parts, prepared);
    this.prepared = prepared;
    this.traces = traces;
    for (FrontendProvider provider : ServiceLoader.load(FrontendProvider.class)) {
      builtIn.put(provider.name(), provider);
    }
  }

  /**
   * Runs a frontend to its end.
   *
   * @param name its name
   * @param options its options
   * @param inputs the definitions it gets as inputs
   * @throws GatewayException what the frontend returned as error, or that there is no such frontend
   */
  public FrontendResult run(
      BuildJob job, String name, Map<String, String> options, Map<String, Definition> inputs) {
    return run(new FrontendCall(job, name, options, inputs, 0));
  }

  FrontendResult run(FrontendCall call) {
    if (call.depth() > MAX_DEPTH) {
      throw GatewayException.of(
          Code.RESOURCE_EXHAUSTED,
          "frontends call each other more than %d deep".formatted(MAX_DEPTH));
    }
    FrontendProvider provider = builtIn.get(call.name());
    if (provider == null && !call.isOfImage()) {
      throw unknown(call.name());
    }
    try {
      return provider == null ? runOfImage(call) : runBuiltIn(provider, call);
    } catch (GatewayException e) {
      throw named(e, call);
    }
  }

  private GatewayException unknown(String name) {
    List<String> names = builtIn.keySet().stream().sorted().toList();
    return GatewayException.of(
        Code.UNKNOWN, "invalid frontend: " + name + ": built in are " + String.join(", ", names));
  }

  /** The same failure, with the frontend that failed in its details. */
  private static GatewayException named(GatewayException failure, FrontendCall call) {
    Any frontend =
        new ErrorDetail.Frontend(call.name(), call.options().getOrDefault(OptionKeys.SOURCE, ""))
            .toAny();
    return failure.details().contains(frontend) ? failure : failure.withDetails(List.of(frontend));
  }

  /** Runs an image, or the built-in frontend that stands in for it. */
  private FrontendResult runOfImage(FrontendCall call) {
    String image = call.image();
    FrontendProvider provider = builtIn.get(image);
    if (provider != null) {
      return runBuiltIn(provider, call);
    }
    Optional<FrontendProvider> standIn =
        BuiltInImages.frontendOf(image).map(builtIn::get).filter(_ -> images.mayBeBuiltIn(image));
    if (standIn.isEmpty()) {
      return runImage(call);
    }
    String built = standIn.get().name();
    call.job().line(image, "frontend " + image + " is served by the built-in " + built).close();
    return runBuiltIn(standIn.get(), call);
  }

  private FrontendResult runBuiltIn(FrontendProvider provider, FrontendCall call) {
    try (BuildGateway gateway = BuildGateway.inProcess(services, this, call)) {
      FrontendRunner.run(provider.frontend(), environment(call, call.options()), gateway);
      return gateway.ownResult();
    }
  }

  private FrontendResult runImage(FrontendCall call) {
    FrontendImage image = load(call);
    FrontendEnvironment environment = environment(call, toldToImages(call.options()));
    Optional<TraceWriter> trace = traces.begin(call.options(), environment);
    MessageLimit messages = new MessageLimit(image.settings().message());
    VertexAllowance vertices = VertexAllowance.of(image.settings().vertices());
    String run = UUID.randomUUID().toString();
    try (BuildGateway gateway = new BuildGateway(services, this, call, vertices);
        FrontendLog log = new FrontendLog(call.job(), run, image.name(), image.settings().log())) {
      Gateway served = trace.<Gateway>map(t -> new RecordingGateway(gateway, t)).orElse(gateway);
      FrontendEnd end =
          sandbox.run(
              image,
              environment,
              log,
              (connection, meter) -> FrontendServer.start(served, connection, meter, messages),
              gateway::hasReturned);
      return new FrontendVerdict(image, log, messages).of(end, gateway);
    } finally {
      trace.ifPresent(TraceWriter::close);
    }
  }

  private FrontendImage load(FrontendCall call) {
    try (BuildGateway lookUp =
        new BuildGateway(services, this, call, VertexAllowance.unlimited())) {
      return images.load(
          new FrontendRequest(call.job(), lookUp, call.image(), call.options(), call.inputs()));
    }
  }

  private FrontendEnvironment environment(FrontendCall call, Map<String, String> options) {
    return FrontendEnvironment.of(options, call.job().sessionId(), services.workers());
  }

  /** The options without those that are for this host alone. */
  private static Map<String, String> toldToImages(Map<String, String> options) {
    Map<String, String> told = new HashMap<>(options);
    told.remove(FrontendImages.PULL_OPTION);
    told.remove(FrontendTraces.OPTION);
    return told;
  }

  /** Makes ready for the next build what the last ones used, beside the caller. */
  public void prepare() {
    prepared.prepare();
  }

  /** Gives up what is ready for the next build, and with it the leases on its files. */
  public void discardPrepared() {
    prepared.discard();
  }

  /** The gateway for a frontend that runs elsewhere, in the client for instance. */
  public BuildGateway open(BuildJob job, Map<String, Definition> inputs) {
    return new BuildGateway(
        services, this, FrontendCall.ofClient(job, inputs), VertexAllowance.unlimited());
  }
}
