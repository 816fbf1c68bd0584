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
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;

/** Runs frontends: those built in, found by {@link ServiceLoader}, and images in a sandbox. */
public final class FrontendHost {

  /** The name under which a frontend image is asked for; the option {@code source} names it. */
  static final String GATEWAY = "gateway.v0";

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
    return run(job, name, options, inputs, 0);
  }

  FrontendResult run(
      BuildJob job,
      String name,
      Map<String, String> options,
      Map<String, Definition> inputs,
      int depth) {
    if (depth > MAX_DEPTH) {
      throw GatewayException.of(
          Code.RESOURCE_EXHAUSTED,
          "frontends call each other more than %d deep".formatted(MAX_DEPTH));
    }
    if (!name.equals(GATEWAY) && !builtIn.containsKey(name)) {
      throw unknown(name);
    }
    try {
      return runAny(job, name, options, inputs, depth);
    } catch (GatewayException e) {
      throw named(e, name, options);
    }
  }

  /** The same failure, with the frontend that failed in its details. */
  private static GatewayException named(
      GatewayException failure, String name, Map<String, String> options) {
    Any frontend =
        new ErrorDetail.Frontend(name, options.getOrDefault(OptionKeys.SOURCE, "")).toAny();
    return failure.details().contains(frontend) ? failure : failure.withDetails(List.of(frontend));
  }

  private FrontendResult runAny(
      BuildJob job,
      String name,
      Map<String, String> options,
      Map<String, Definition> inputs,
      int depth) {
    if (!name.equals(GATEWAY)) {
      return runBuiltIn(job, name, options, inputs, depth);
    }
    String source = source(options);
    Optional<String> served =
        builtIn.containsKey(source) ? Optional.of(source) : BuiltInImages.frontendOf(source);
    boolean isBuiltIn =
        served.isPresent()
            && builtIn.containsKey(served.get())
            && (served.get().equals(source) || images.mayBeBuiltIn(source));
    if (!isBuiltIn) {
      return runImage(job, source, options, inputs, depth);
    }
    if (!served.get().equals(source)) {
      job.line(source, "frontend " + source + " is served by the built-in " + served.get()).close();
    }
    return runBuiltIn(job, served.get(), options, inputs, depth);
  }

  private static String source(Map<String, String> options) {
    if (options.containsKey(OptionKeys.GATEWAY_DEVEL)) {
      throw GatewayException.of(Code.UNKNOWN, "development gateway is no longer supported");
    }
    String source = options.getOrDefault(OptionKeys.SOURCE, "");
    if (source.isEmpty()) {
      throw GatewayException.of(
          Code.UNKNOWN, "no source specified for gateway: its option source says which image");
    }
    return source;
  }

  /** What an image is told: not what is said to this host alone. */
  private FrontendEnvironment environment(BuildJob job, Map<String, String> options) {
    Map<String, String> passed = new HashMap<>(options);
    passed.remove(FrontendImages.PULL_OPTION);
    passed.remove(FrontendTraces.OPTION);
    return FrontendEnvironment.of(passed, session(job), services.workers());
  }

  private static String session(BuildJob job) {
    return job.session().map(session -> session.id()).orElse("");
  }

  private FrontendResult runBuiltIn(
      BuildJob job,
      String name,
      Map<String, String> options,
      Map<String, Definition> inputs,
      int depth) {
    FrontendProvider provider = Objects.requireNonNull(builtIn.get(name));
    try (BuildGateway gateway = BuildGateway.inProcess(services, this, job, inputs, depth)) {
      FrontendEnvironment environment =
          FrontendEnvironment.of(options, session(job), services.workers());
      FrontendRunner.run(provider.frontend(), environment, gateway);
      return gateway.ownResult();
    }
  }

  private FrontendResult runImage(
      BuildJob job,
      String source,
      Map<String, String> options,
      Map<String, Definition> inputs,
      int depth) {
    FrontendImage image;
    try (BuildGateway lookUp =
        new BuildGateway(services, this, job, inputs, depth, VertexAllowance.unlimited())) {
      image = images.load(new FrontendRequest(job, lookUp, source, options, inputs));
    }
    FrontendEnvironment environment = environment(job, options);
    Optional<TraceWriter> trace = traces.begin(options, environment);
    MessageLimit messages = new MessageLimit(image.settings().message());
    VertexAllowance vertices = VertexAllowance.of(image.settings().vertices());
    try (BuildGateway gateway = new BuildGateway(services, this, job, inputs, depth, vertices);
        FrontendLog log =
            new FrontendLog(
                job, UUID.randomUUID().toString(), image.name(), image.settings().log())) {
      FrontendEnd end =
          sandbox.run(
              image,
              environment,
              log,
              (connection, meter) ->
                  FrontendServer.start(
                      trace.<Gateway>map(t -> new RecordingGateway(gateway, t)).orElse(gateway),
                      connection,
                      meter,
                      messages),
              gateway::hasReturned);
      return new FrontendVerdict(image, log, messages).of(end, gateway);
    } finally {
      trace.ifPresent(TraceWriter::close);
    }
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
    return new BuildGateway(services, this, job, inputs, 0, VertexAllowance.unlimited());
  }

  private GatewayException unknown(String name) {
    List<String> names = builtIn.keySet().stream().sorted().toList();
    return GatewayException.of(
        Code.UNKNOWN, "invalid frontend: " + name + ": built in are " + String.join(", ", names));
  }
}
