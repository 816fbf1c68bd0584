package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
 *         .run();
 * assertThat(outcome.graph()).contains("exec [hugo");
 * }</pre>
 *
 * <p>Each frontend runs twice, in new objects; a build fails if the second answer differs, because
 * a frontend is a pure function of what it was given. Methods answer changed copies.
 */
public final class TestBuild {

  private static final String SOURCE = "dockerfile";
  private static final String CONTEXT = "context";

  private final Supplier<? extends Frontend> frontend;
  private final SortedMap<String, String> options = new TreeMap<>();
  private final SortedMap<String, FileTree> locals = new TreeMap<>();
  private final SortedMap<String, String> images = new TreeMap<>();
  private Optional<String> anyImage = Optional.empty();
  private final List<Platform> workerPlatforms = new ArrayList<>();
  private CapabilitySet gatewayCapabilities = CapabilitySet.ofIds(GatewayCapabilities.ALL);
  private CapabilitySet capabilities = CapabilitySet.ofIds(Capabilities.ALL);

  private TestBuild(Supplier<? extends Frontend> frontend) {
    this.frontend = frontend;
  }

  private TestBuild(TestBuild other) {
    this(other.frontend);
    options.putAll(other.options);
    other.locals.forEach((name, files) -> locals.put(name, new FileTree(files)));
    images.putAll(other.images);
    anyImage = other.anyImage;
    workerPlatforms.addAll(other.workerPlatforms);
    gatewayCapabilities = other.gatewayCapabilities;
    capabilities = other.capabilities;
  }

  /** A build of a frontend, for a daemon that knows all that BuildKit v0.33 does. */
  public static TestBuild of(Supplier<? extends Frontend> frontend) {
    TestBuild build = new TestBuild(frontend);
    build.workerPlatforms.add(Platform.of("linux", "amd64"));
    build.locals.put("local://" + SOURCE, new FileTree());
    build.locals.put("local://" + CONTEXT, new FileTree());
    return build;
  }

  private TestBuild change(Consumer<TestBuild> change) {
    TestBuild copy = new TestBuild(this);
    change.accept(copy);
    return copy;
  }

  /** With an option. */
  public TestBuild option(String key, String value) {
    return change(b -> b.options.put(key, value));
  }

  /** For platforms, as the client asks for them. */
  public TestBuild platforms(String... platforms) {
    return option(OptionKeys.PLATFORM, String.join(",", platforms));
  }

  /** By a daemon whose worker runs commands of some platforms, the first one by default. */
  public TestBuild workerPlatforms(Platform... platforms) {
    return change(
        b -> {
          b.workerPlatforms.clear();
          b.workerPlatforms.addAll(List.of(platforms));
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

  /** With a file of a local source. */
  public TestBuild file(String local, String path, String text) {
    return change(
        b ->
            b.locals
                .computeIfAbsent("local://" + local, name -> new FileTree())
                .put(path, new Entry.File(ByteString.copyFromUtf8(text))));
  }

  /** With an image whose config is JSON. */
  public TestBuild image(String reference, String config) {
    return change(b -> b.images.put(ImageReference.parse(reference).tagged().toString(), config));
  }

  /** With this config, JSON, for each image that has none of its own. */
  public TestBuild anyImage(String config) {
    return change(b -> b.anyImage = Optional.of(config));
  }

  /** By a daemon that lacks capabilities of LLB or of the gateway. */
  public TestBuild without(String... ids) {
    List<String> missing = List.of(ids);
    return change(
        b -> {
          b.capabilities = without(Capabilities.ALL, missing);
          b.gatewayCapabilities = without(GatewayCapabilities.ALL, missing);
        });
  }

  private static CapabilitySet without(Collection<String> all, Collection<String> missing) {
    return CapabilitySet.ofIds(all.stream().filter(id -> !missing.contains(id)).toList());
  }

  /**
   * Runs the frontend, twice.
   *
   * @throws AssertionError if the second answer is another one
   */
  public Outcome run() {
    Outcome first = runOnce();
    Outcome second = runOnce();
    if (!first.sameAs(second)) {
      throw new AssertionError(
          "the frontend is no pure function: it answered twice, and differently\nfirst:\n"
              + first.describe()
              + "\nsecond:\n"
              + second.describe());
    }
    return first;
  }

  private Outcome runOnce() {
    MemoryGateway gateway = memoryGateway();
    FrontendRunner.run(frontend.get(), environment(), gateway);
    return new Outcome(gateway);
  }

  private MemoryGateway memoryGateway() {
    return new MemoryGateway(
        locals, Map.copyOf(images), anyImage, gatewayCapabilities, capabilities);
  }

  /** A new gateway of this build, for a frontend that runs elsewhere, such as in a process. */
  public Gateway gateway() {
    return memoryGateway();
  }

  /** What the frontend is started with in this build. */
  public FrontendEnvironment environment() {
    WorkerRecord.Builder worker = WorkerRecord.newBuilder().setID("test-worker");
    workerPlatforms.forEach(platform -> worker.addPlatforms(platform.toProto()));
    return FrontendEnvironment.of(options, "test-session", List.of(worker.build()));
  }
}
