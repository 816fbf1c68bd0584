package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.context.BuildContext;
import dev.bowsprit.frontend.context.MainContext;
import dev.bowsprit.frontend.context.NamedContext;
import dev.bowsprit.frontend.context.NamedContexts;
import dev.bowsprit.frontend.context.SourceDateEpoch;
import dev.bowsprit.frontend.context.UsedPaths;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageResolver;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.WarnRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One build that a frontend is asked for: what was given to it, and whom it may ask.
 *
 * <p>What is asked of the daemon is asked when it is first needed, and once. The wire is below, in
 * {@link #gateway()}, for what this class does not offer. Methods may be called from several
 * threads; those that ask the daemon throw {@link dev.bowsprit.gateway.GatewayException} if it
 * refuses.
 */
public final class BuildRequest {

  private final FrontendEnvironment environment;
  private final Gateway gateway;
  private @Nullable Host host;
  private @Nullable BuildOptions options;
  private @Nullable BuildContext buildContext;
  private @Nullable MainContext mainContext;
  private @Nullable SourceFile source;

  /**
   * A build.
   *
   * @param environment the options, session and workers the frontend was started with
   * @param gateway the host
   */
  public BuildRequest(FrontendEnvironment environment, Gateway gateway) {
    this.environment = environment;
    this.gateway = gateway;
  }

  /** The options, session and workers the frontend was started with. */
  public FrontendEnvironment environment() {
    return environment;
  }

  /** The host. */
  public Gateway gateway() {
    return gateway;
  }

  /** The host, with what it knows and what it was asked already. */
  public synchronized Host host() {
    if (host == null) {
      host = new Host(gateway);
    }
    return host;
  }

  synchronized boolean hasAskedHost() {
    return host != null;
  }

  /**
   * All that the client asks for, typed.
   *
   * @throws IllegalArgumentException if an option is malformed
   */
  public synchronized BuildOptions options() {
    if (options == null) {
      options =
          BuildOptions.of(environment.options(), environment.sessionId(), environment.workers());
    }
    return options;
  }

  /**
   * An option, unless it is absent or empty; {@link dev.bowsprit.frontend.option.OptionKeys} has
   * the keys.
   */
  public Optional<String> option(String key) {
    return Optional.ofNullable(environment.options().get(key)).filter(value -> !value.isEmpty());
  }

  /** What of the source is to be built; empty for the default. */
  public Optional<String> target() {
    return Optional.of(options().target()).filter(name -> !name.isEmpty());
  }

  /** The build arguments, by name. */
  public SortedMap<String, String> buildArgs() {
    return options().buildArgs();
  }

  /** The labels that the image is to have, by name. */
  public SortedMap<String, String> labels() {
    return options().labels();
  }

  /** The platform that the build's own commands run on: the first worker's first. */
  public Platform buildPlatform() {
    return options().buildPlatform().normalized();
  }

  /**
   * The platforms to build for.
   *
   * @throws IllegalArgumentException if the client named one that is none
   */
  public List<Platform> platforms() {
    List<Platform> targets = options().targetPlatforms();
    return targets.isEmpty() ? List.of(buildPlatform()) : targets.stream().distinct().toList();
  }

  /** Whether the result is one for several platforms, even if it is for one only. */
  public boolean isMultiPlatform() {
    return options().multiPlatform();
  }

  /** What the daemon knows of LLB. */
  public CapabilitySet capabilities() {
    return host().operations();
  }

  /** What the daemon knows of the gateway's calls. */
  public CapabilitySet gatewayCapabilities() {
    return host().calls();
  }

  /**
   * Reads the source file: the one that the client names, or one of the frontend's usual name. It
   * is read once.
   *
   * @param usualName the name if the client names none, for instance {@code site.yaml}
   * @param language the language's name in GitHub's linguist, for instance {@code YAML}
   * @throws dev.bowsprit.gateway.GatewayException if there is no such file
   */
  public synchronized SourceFile source(String usualName, String language) {
    if (source == null) {
      source = SourceFile.load(host(), options(), buildContext(), usualName, language);
    }
    return source;
  }

  private synchronized BuildContext buildContext() {
    if (buildContext == null) {
      buildContext = BuildContext.of(host(), options());
    }
    return buildContext;
  }

  /**
   * The files that the build is about, at the client, in a git repository, behind a web address, or
   * made by another build: without those that its ignore file names, which is {@code .dockerignore}
   * or the source file's own ({@code site.yaml.dockerignore}).
   */
  public State context() {
    return context(List.of());
  }

  /**
   * The same, for a build that needs some of the files only.
   *
   * @param paths which; all if there are none
   */
  public State context(List<String> paths) {
    return mainContext().state(paths);
  }

  /** The files that the build is about, with the patterns of their ignore file. */
  public synchronized MainContext mainContext() {
    if (mainContext == null) {
      SourceFile known = source;
      mainContext =
          new MainContext(
              host(),
              options(),
              buildContext(),
              known == null ? Optional.empty() : known.ignoreFile());
    }
    return mainContext;
  }

  /**
   * What the client gave by a name in place of a stage, an image or a directory.
   *
   * @param platform what it is wanted for; one for this platform is preferred
   * @throws IllegalArgumentException if the name cannot be an image's, or what was given is
   *     malformed
   */
  public Optional<NamedContext> namedContext(String name, Platform platform) {
    UsedPaths all = new UsedPaths();
    all.addAll();
    return new NamedContexts(host(), options())
        .find(name, Optional.of(platform))
        .map(loader -> loader.load(all));
  }

  /**
   * The latest time that the result may have: what the build argument {@code SOURCE_DATE_EPOCH}
   * says. {@link #forEachPlatform} tells it to exporters.
   *
   * @throws IllegalArgumentException if that is neither a time nor the name of a context
   */
  public Optional<OffsetDateTime> epoch() {
    String value = options().buildArgs().getOrDefault(SourceDateEpoch.NAME, "");
    return new SourceDateEpoch(host(), options(), this::mainContext).resolve(value);
  }

  /** Files that the client offers by a name, of its session. */
  public LocalSource local(String name) {
    return Llb.local(name).session(options().sessionOf(name));
  }

  /**
   * The image that the frontend runs from, as files: helpers that it brings along can be mounted or
   * copied. Empty if it runs from none, inside a daemon or a test for instance.
   *
   * @throws IllegalArgumentException if the daemon told what is no definition
   */
  public Optional<State> self() {
    return environment.self().map(bytes -> Definition.parse(bytes.toByteArray()).toState());
  }

  /** What the build was given in place of files of the client, by name. */
  public SortedMap<String, State> inputs() {
    return host().inputs();
  }

  /**
   * What an image is at the moment: its digest, its config and its files. If the client named
   * something in its place ({@code --build-context alpine=…}), it is that.
   *
   * @throws IllegalArgumentException if the reference is none, or the image's config is no JSON
   */
  public ResolvedImage image(String reference, Platform platform) {
    Optional<NamedContext> given = namedContext(reference, platform);
    if (given.isPresent()) {
      ImageConfig config = given.get().config().orElseGet(() -> ImageConfig.empty(platform));
      return new ResolvedImage(
          reference, Optional.empty(), config, given.get().state().platform(platform));
    }
    ImageMetadata image = lookUp(reference, platform);
    try {
      return new ResolvedImage(image.reference(), image.digest(), image.config(), image.state());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the config of " + image.reference() + " is no JSON: " + e.getMessage(), e);
    }
  }

  private ImageMetadata lookUp(String reference, Platform platform) {
    String whole = ImageReference.parse(reference).tagged().toString();
    String forWhom = isMultiPlatform() ? platform.formatAll() + " " : "";
    return host()
        .image(
            whole,
            Optional.of(platform),
            options().resolveMode(),
            "[" + forWhom + "internal] load metadata for " + whole);
  }

  /** How graphs of this build are marshalled for a platform. */
  public MarshalOptions marshalOptions(Platform platform) {
    ImageResolver resolver = (reference, wanted) -> lookUp(reference, wanted).toResolved();
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
    return host().solve(state.marshal(marshalOptions(platform)));
  }

  /**
   * A container in which the frontend can run processes while it works, which counts for no cache.
   *
   * @param root the files that its processes see as {@code /}; what they write is dropped
   */
  public ContainerSetup container(State root) {
    return container(solve(root));
  }

  /**
   * A container in which the frontend can run processes while it works, which counts for no cache.
   *
   * @param root the files that its processes see as {@code /}; what they write is dropped
   */
  public ContainerSetup container(SolvedState root) {
    return ContainerSetup.of(this, root);
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
    host().warn(request.build());
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
