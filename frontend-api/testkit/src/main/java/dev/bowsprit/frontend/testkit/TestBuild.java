package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.BuildKitVersion;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.GitUrl;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.trace.RecordingGateway;
import dev.bowsprit.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A build of a frontend in memory, without daemon, network or root.
 *
 * <pre>{@code
 * Outcome outcome =
 *     TestBuild.of(SiteFrontend::new)
 *         .source("site.yaml", "generator: hugo\n")
 *         .image("hugo", "{\"config\":{\"Env\":[\"PATH=/bin\"]}}")
 *         .exec("hugo", call -> call.write("/out/index.html", "<h1>hello</h1>"))
 *         .run();
 * assertThat(outcome.graph()).contains("exec [hugo");
 * assertThat(outcome.file("/srv/index.html")).contains("<h1>hello</h1>");
 * }</pre>
 *
 * <p>Images, files, repositories, downloads and the daemon are what the test says they are.
 * Operations on files are done in memory; commands do what {@link #exec} says. Each frontend runs
 * twice, in new objects and in other surroundings (default locale and time zone, order of maps; see
 * {@link #alone}); a build fails if the second answer differs, because a frontend is a pure
 * function of what it was given. Methods answer changed copies.
 */
public final class TestBuild {

  private static final String SOURCE = "dockerfile";
  private static final String CONTEXT = "context";

  private final Supplier<? extends Frontend> frontend;
  private final Scenario scenario;
  private final int runs;
  private final boolean alone;

  private TestBuild(
      Supplier<? extends Frontend> frontend, Scenario scenario, int runs, boolean alone) {
    this.frontend = frontend;
    this.scenario = scenario;
    this.runs = runs;
    this.alone = alone;
  }

  /** A build of a frontend, for a daemon that knows all that BuildKit v0.33 does. */
  public static TestBuild of(Supplier<? extends Frontend> frontend) {
    Scenario scenario = new Scenario();
    scenario.workerPlatforms.add(Platform.of("linux", "amd64"));
    scenario.locals.put(SOURCE, FileTree.empty());
    scenario.locals.put(CONTEXT, FileTree.empty());
    return new TestBuild(frontend, scenario, 2, false);
  }

  Scenario scenario() {
    return scenario;
  }

  /** A new gateway of this build, for a frontend that runs elsewhere, such as in a process. */
  public Gateway gateway() {
    return new MemoryGateway(scenario);
  }

  /** What the frontend is started with in this build. */
  public FrontendEnvironment environment() {
    return scenario.environment();
  }

  private TestBuild change(Consumer<Scenario> change) {
    Scenario copy = new Scenario(scenario);
    change.accept(copy);
    return new TestBuild(frontend, copy, runs, alone);
  }

  /** With an option; {@link OptionKeys} has the keys that all frontends share. */
  public TestBuild option(String key, String value) {
    return change(s -> s.options.put(key, value));
  }

  /** With a build argument, as {@code --build-arg name=value}. */
  public TestBuild buildArg(String name, String value) {
    return option(OptionKeys.BUILD_ARG_PREFIX + name, value);
  }

  /** With a target, as {@code --target name}. */
  public TestBuild target(String name) {
    return option(OptionKeys.TARGET, name);
  }

  /** For platforms, as the client asks for them. */
  public TestBuild platforms(String... platforms) {
    return option(OptionKeys.PLATFORM, String.join(",", platforms));
  }

  /** By a daemon whose worker runs commands of some platforms, the first one by default. */
  public TestBuild workerPlatforms(Platform... platforms) {
    return change(
        s -> {
          s.workerPlatforms.clear();
          s.workerPlatforms.addAll(List.of(platforms));
        });
  }

  /** With a source file, in the local source {@code dockerfile}. */
  public TestBuild source(String path, String text) {
    return file(SOURCE, path, text);
  }

  /** With a file of the build context. */
  public TestBuild context(String path, String text) {
    return file(CONTEXT, path, text);
  }

  /** With a build context. */
  public TestBuild context(FileTree files) {
    return local(CONTEXT, files);
  }

  /** With a file of a local source. */
  public TestBuild file(String local, String path, String text) {
    return change(s -> s.locals.computeIfAbsent(local, name -> FileTree.empty()).file(path, text));
  }

  /** With a local source, which is a folder of the client. */
  public TestBuild local(String name, FileTree files) {
    return change(s -> s.locals.put(name, files.copy()));
  }

  /** With a client that offers no files at all. */
  public TestBuild withoutFiles() {
    return change(s -> s.locals.clear());
  }

  /** With an image that has no files, and whose config is JSON; for all platforms. */
  public TestBuild image(String reference, String config) {
    return image(reference, config, FileTree.empty());
  }

  /** With an image; for all platforms that have none of their own. */
  public TestBuild image(String reference, String config, FileTree files) {
    return image(reference, new Scenario.Image(Optional.empty(), config, files.copy()));
  }

  /** With an image for one platform. */
  public TestBuild image(String reference, Platform platform, String config, FileTree files) {
    return image(reference, new Scenario.Image(Optional.of(platform), config, files.copy()));
  }

  /** With an image; for all platforms that have none of their own. */
  public TestBuild image(String reference, ImageConfig config, FileTree files) {
    return image(reference, config.toJson(), files);
  }

  private TestBuild image(String reference, Scenario.Image image) {
    String name = Sources.untagged(reference);
    return change(
        s -> {
          List<Scenario.Image> all = s.images.computeIfAbsent(name, n -> new ArrayList<>());
          all.removeIf(other -> other.platform().equals(image.platform()));
          all.add(image);
        });
  }

  /** With this config, JSON, for each image that has none of its own; it has no files. */
  public TestBuild anyImage(String config) {
    return change(
        s ->
            s.anyImage =
                Optional.of(new Scenario.Image(Optional.empty(), config, FileTree.empty())));
  }

  /**
   * With a git repository.
   *
   * @param remote its URL; with {@code #ref} for one reference, else for all that have none
   * @param commit what the reference points to, 40 hexadecimal digits
   * @throws IllegalArgumentException if the URL is none of a repository
   */
  public TestBuild git(String remote, String commit, FileTree files) {
    GitUrl url = GitUrl.parse(remote);
    Scenario.Repository repository = new Scenario.Repository(commit, files.copy());
    return change(s -> s.repositories.put(Sources.repository(url, url.ref()), repository));
  }

  /** With a file at a web address. */
  public TestBuild http(String url, String text) {
    return http(url, ByteString.copyFromUtf8(text));
  }

  /** With a file at a web address. */
  public TestBuild http(String url, ByteString content) {
    return change(s -> s.downloads.put(url, content));
  }

  /**
   * With the files of any source.
   *
   * @param identifier as the operation has it, for instance {@code docker-image+blob://…}
   */
  public TestBuild sourceFiles(String identifier, FileTree files) {
    return change(s -> s.sources.put(identifier, files.copy()));
  }

  /** With a folder by a name, as {@code --build-context name=folder}. */
  public TestBuild namedContext(String name, FileTree files) {
    return local(name, files).option(OptionKeys.CONTEXT_PREFIX + name, "local:" + name);
  }

  /**
   * With something else by a name, as {@code --build-context name=location}.
   *
   * @param location for instance {@code docker-image://alpine:3.20}
   */
  public TestBuild namedContext(String name, String location) {
    return option(OptionKeys.CONTEXT_PREFIX + name, location);
  }

  /** With the result of another build as input, by a name. */
  public TestBuild input(String name, State state) {
    return change(s -> s.inputs.put(name, state.marshal().toProto()))
        .option(OptionKeys.CONTEXT_PREFIX + name, "input:" + name);
  }

  /** With a secret that commands may mount. */
  public TestBuild secret(String id, String value) {
    return change(s -> s.secrets.put(id, ByteString.copyFromUtf8(value)));
  }

  /**
   * With what commands do, in steps and in containers of the gateway. Of several that fit a command
   * the last one counts.
   *
   * @param part a text in the command line, arguments joined by spaces; all have the empty one
   */
  public TestBuild exec(String part, ExecScript script) {
    return change(s -> s.rules.add(new Scenario.Rule(part, script)));
  }

  /** With another frontend that the one under test may ask, by its name. */
  public TestBuild frontend(String name, Supplier<? extends Frontend> other) {
    return change(s -> s.frontends.put(name, other));
  }

  /**
   * By a daemon of a release of BuildKit: it tells that release's capabilities, and refuses calls
   * and operations that it does not know.
   *
   * @param version for instance {@code 0.8}, the one in Docker 20.10
   * @throws IllegalArgumentException if it is no version
   */
  public TestBuild daemon(String version) {
    BuildKitVersion release = BuildKitVersion.parse(version);
    return change(
        s -> {
          s.capabilities = release.capabilities();
          s.gatewayCapabilities = release.gatewayCapabilities();
        });
  }

  /** By a daemon that lacks capabilities of LLB or of the gateway. */
  public TestBuild without(String... ids) {
    List<String> missing = List.of(ids);
    return change(
        s -> {
          s.capabilities = without(s.capabilities, Capabilities.ALL, missing);
          s.gatewayCapabilities = without(s.gatewayCapabilities, GatewayCapabilities.ALL, missing);
        });
  }

  private static CapabilitySet without(
      CapabilitySet known, Collection<String> all, Collection<String> missing) {
    return CapabilitySet.ofIds(
        all.stream().filter(known::supports).filter(id -> !missing.contains(id)).toList());
  }

  /**
   * Runs the frontend so many times, each in other surroundings; twice if nothing is said.
   *
   * @throws IllegalArgumentException if it is less than once
   */
  public TestBuild runs(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("a frontend runs at least once, not " + times + " times");
    }
    return new TestBuild(frontend, scenario, times, alone);
  }

  /**
   * For a test that runs alone in its process, such as one of an {@code @Isolated} class: all runs
   * but the first have another default locale and time zone. Without this they have so only if
   * tests do not seem to run side by side, or the system property {@code bowsprit.testkit.defaults}
   * is {@code change}.
   */
  public TestBuild alone() {
    return new TestBuild(frontend, scenario, runs, true);
  }

  /**
   * Runs the frontend, as often as {@link #runs} says.
   *
   * @throws AssertionError if it does not answer, or another answer differs from the first one
   */
  public Outcome run() {
    Outcome first = runOnce(0);
    for (int i = 1; i < runs; i++) {
      Purity.check(first, runOnce(i), Surroundings.describe(i, alone));
    }
    return first;
  }

  /**
   * Runs the frontend once, and records what it and the kit's gateway say to each other; {@link
   * dev.bowsprit.trace.Replay} plays the recording back.
   *
   * @throws UncheckedIOException if the recording cannot be written
   */
  public Outcome record(Path file) {
    MemoryGateway gateway = new MemoryGateway(scenario);
    try (TraceWriter trace = TraceWriter.toFile(file, environment())) {
      FrontendRunner.run(frontend.get(), environment(), new RecordingGateway(gateway, trace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outcome(gateway);
  }

  private Outcome runOnce(int index) {
    return Surroundings.call(
        index,
        alone,
        () -> {
          MemoryGateway gateway = new MemoryGateway(scenario.shuffled(index));
          FrontendRunner.run(frontend.get(), environment(), gateway);
          return new Outcome(gateway);
        });
  }
}
