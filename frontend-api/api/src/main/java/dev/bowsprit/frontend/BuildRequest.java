package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.ignore.IgnoreFile;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.ImageResolver;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One build that a frontend is asked for: what was given to it, and whom it may ask.
 *
 * <p>The wire is below, in {@link #gateway()}, for what this class does not offer. Methods may be
 * called from several threads.
 */
public final class BuildRequest {

  private static final String CONTEXT = "context";
  private static final String SOURCE = "dockerfile";
  private static final String IGNORE_FILE = ".dockerignore";

  private final FrontendEnvironment environment;
  private final Gateway gateway;
  private final ImageLookup images;
  private volatile @Nullable PongResponse pong;

  /**
   * A build.
   *
   * @param environment the options, session and workers the frontend was started with
   * @param gateway the host
   */
  public BuildRequest(FrontendEnvironment environment, Gateway gateway) {
    this.environment = environment;
    this.gateway = gateway;
    this.images = new ImageLookup(gateway, option(OptionKeys.IMAGE_RESOLVE_MODE).orElse("default"));
  }

  /** The options, session and workers the frontend was started with. */
  public FrontendEnvironment environment() {
    return environment;
  }

  /** The host. */
  public Gateway gateway() {
    return gateway;
  }

  /** An option, unless it is absent or empty; {@link OptionKeys} has the keys. */
  public Optional<String> option(String key) {
    return Optional.ofNullable(environment.options().get(key)).filter(value -> !value.isEmpty());
  }

  /** What of the source is to be built; empty for the default. */
  public Optional<String> target() {
    return option(OptionKeys.TARGET);
  }

  /** The build arguments, by name. */
  public SortedMap<String, String> buildArgs() {
    return optionsWith(OptionKeys.BUILD_ARG_PREFIX);
  }

  /** The labels that the image is to have, by name. */
  public SortedMap<String, String> labels() {
    return optionsWith(OptionKeys.LABEL_PREFIX);
  }

  private SortedMap<String, String> optionsWith(String prefix) {
    SortedMap<String, String> result = new TreeMap<>();
    environment
        .options()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                result.put(key.substring(prefix.length()), value);
              }
            });
    return Collections.unmodifiableSortedMap(result);
  }

  /** The platform that the build's own commands run on: the first worker's first. */
  public Platform buildPlatform() {
    return environment.workers().stream()
        .map(WorkerRecord::getPlatformsList)
        .flatMap(List::stream)
        .findFirst()
        .map(Platform::fromProto)
        .orElse(Platform.of("linux", "amd64"))
        .normalized();
  }

  /**
   * The platforms to build for.
   *
   * @throws IllegalArgumentException if the client named one that is none
   */
  public List<Platform> platforms() {
    Platform host = buildPlatform();
    return option(OptionKeys.PLATFORM)
        .map(
            text ->
                Arrays.stream(text.split(",", -1))
                    .map(one -> Platform.parse(one, host).normalized())
                    .distinct()
                    .toList())
        .orElse(List.of(host));
  }

  /** Whether the result is one for several platforms, even if it is for one only. */
  public boolean isMultiPlatform() {
    return option(OptionKeys.BUILD_ARG_MULTI_PLATFORM)
        .or(() -> option(OptionKeys.MULTI_PLATFORM))
        .map(value -> value.equals("1") || value.equalsIgnoreCase("true"))
        .orElse(platforms().size() > 1);
  }

  /** What the daemon knows of LLB. */
  public CapabilitySet capabilities() {
    return CapabilitySet.of(ping().getLLBCapsList(), Capabilities.FROZEN);
  }

  /** What the daemon knows of the gateway's calls. */
  public CapabilitySet gatewayCapabilities() {
    return CapabilitySet.of(ping().getFrontendAPICapsList(), GatewayCapabilities.FROZEN);
  }

  private PongResponse ping() {
    PongResponse known = pong;
    if (known == null) {
      known = gateway.ping(PingRequest.getDefaultInstance());
      pong = known;
    }
    return known;
  }

  /**
   * Reads the source file: the one that the client names, or one of the frontend's usual name.
   *
   * @param usualName the name if the client names none, for instance {@code site.yaml}
   * @param language the language's name in GitHub's linguist, for instance {@code YAML}
   * @throws dev.bowsprit.gateway.GatewayException if there is no such file
   */
  public SourceFile source(String usualName, String language) {
    String filename = option(OptionKeys.FILENAME).orElse(usualName);
    String local = option(OptionKeys.DOCKERFILE_KEY).orElse(SOURCE);
    State files =
        Optional.ofNullable(inputs().get(local))
            .orElseGet(
                () ->
                    local(local)
                        .followPaths(List.of(filename))
                        .sharedKeyHint(local)
                        .differ(LocalSource.Differ.NONE)
                        .named("[internal] load build definition from " + filename));
    return new SourceFile(filename, language, files, solve(files).readFile(filename));
  }

  /**
   * The files that the client offers for the build, without those that its {@code .dockerignore}
   * names.
   */
  public State context() {
    String name = option(OptionKeys.CONTEXT_KEY).orElse(CONTEXT);
    State input = inputs().get(name);
    if (input != null) {
      return input;
    }
    return local(name)
        .exclude(ignored(name))
        .sharedKeyHint(name)
        .named("[internal] load build context");
  }

  private List<String> ignored(String name) {
    State file =
        local(name)
            .followPaths(List.of(IGNORE_FILE))
            .sharedKeyHint(name + "-" + IGNORE_FILE)
            .differ(LocalSource.Differ.NONE)
            .named("[internal] load " + IGNORE_FILE);
    return solve(file).readIfThere(IGNORE_FILE).map(IgnoreFile::patterns).orElse(List.of());
  }

  /** Files that the client offers by a name, of its session. */
  public LocalSource local(String name) {
    String session = option(OptionKeys.LOCAL_SESSION_PREFIX + name).orElse(environment.sessionId());
    LocalSource local = Llb.local(name);
    return session.isEmpty() ? local : local.session(session);
  }

  /** What the build was given in place of files of the client, by name. */
  public Map<String, State> inputs() {
    if (!gatewayCapabilities().supports(GatewayCapabilities.FRONTEND_INPUTS)) {
      return Map.of();
    }
    Map<String, State> result = new TreeMap<>();
    gateway
        .inputs(InputsRequest.getDefaultInstance())
        .getDefinitionsMap()
        .forEach(
            (name, definition) -> result.put(name, Definition.fromProto(definition).toState()));
    return result;
  }

  /** What an image is at the moment: its digest and its config. */
  public ResolvedImage image(String reference, Platform platform) {
    return images.find(reference, platform);
  }

  /** How graphs of this build are marshalled for a platform. */
  public MarshalOptions marshalOptions(Platform platform) {
    ImageResolver resolver = (reference, wanted) -> images.find(reference, wanted).toResolved();
    return MarshalOptions.DEFAULT
        .withPlatform(platform)
        .withCapabilities(capabilities())
        .withImages(resolver);
  }

  /** Builds a state for the build's own platform, so that its files can be read. */
  public SolvedState solve(State state) {
    return solve(state, buildPlatform());
  }

  /** Builds a state for a platform, so that its files can be read. */
  public SolvedState solve(State state, Platform platform) {
    return SolvedState.of(gateway, state.marshal(marshalOptions(platform)), List.of());
  }

  /** Shows the user something that does not fail the build; the hint is shown below it. */
  public void warn(Diagnostic warning) {
    WarnRequest.Builder request =
        WarnRequest.newBuilder().setLevel(1).setShort(ByteString.copyFromUtf8(warning.message()));
    warning.hint().ifPresent(hint -> request.addDetail(ByteString.copyFromUtf8(hint)));
    for (SourceLocation location : warning.locations()) {
      request.setInfo(Diagnostic.detail(location).info());
      location.ranges().forEach(range -> request.addRanges(range.toProto()));
    }
    if (gatewayCapabilities().supports(GatewayCapabilities.GATEWAY_WARNINGS)) {
      gateway.warn(request.build());
    }
  }

  /**
   * Builds an image for each platform that the client asked for, and imports the caches that it
   * named.
   *
   * @param image what is to be built for a platform; called for several at a time
   */
  public BuildResult forEachPlatform(Function<Platform, Image> image) {
    return new PlatformFanOut(this, image).build();
  }
}
