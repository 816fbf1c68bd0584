package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BuildKit builds Dockerfiles like people write them with the official frontend's image and then
 * with ours: nothing is built anew, and the image is the same one.
 *
 * <p>Each folder of {@code projects} is one of them: a {@code context}, and {@code arguments} of
 * {@code buildctl build}, one a line, in which <code>{project}</code> is the folder, <code>{web}
 * </code> a web server, and <code>{git}</code> a git repository.
 */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class SwappedFrontendTest {
  /** Builds at a time: each is several processes. */
  private static final int PARALLEL = 3;

  private static final String OFFICIAL = "docker.io/docker/dockerfile:1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path work;

  private static final List<AutoCloseable> RUNNING = new ArrayList<>();
  private static Map<String, Future<Swap>> swaps = Map.of();
  private static Map<String, String> places = Map.of();

  /** A project's two builds. */
  private record Swap(Built official, Built ours) {}

  /** A build, and the digest of its image or index. */
  private record Built(BuildRecord record, String image) {}

  @BeforeAll
  static void startBuilds(Bowsprit bowsprit, PackagedFrontends frontends) throws IOException {
    Registry registry = closing(Registry.start(work.resolve("registry")));
    FrontendLayout official = FrontendLayout.official(bowsprit, work);
    official.push(registry, "docker/dockerfile:1");
    String ours = frontends.push(registry, PackagedFrontends.DOCKERFILE);
    var buildkit =
        closing(BuildkitDaemon.start(work.resolve("buildkit"), StandIns.mirrors(registry)));
    StandIns.push(resource("stand-ins"), buildkit, bowsprit.base(), registry);

    places = Map.of("{web}", serveFiles(), "{git}", serveRepository());

    ExecutorService builds = closing(Executors.newFixedThreadPool(PARALLEL));
    swaps = new TreeMap<>();
    for (Path project : projects()) {
      Callable<Swap> both =
          () -> new Swap(build(buildkit, project, OFFICIAL), build(buildkit, project, ours));
      swaps.put(project.getFileName().toString(), builds.submit(both));
    }
  }

  private static String serveFiles() {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server =
        SimpleFileServer.createFileServer(
            anywhere, resource("web").toAbsolutePath(), SimpleFileServer.OutputLevel.NONE);
    server.start();
    closing((AutoCloseable) () -> server.stop(0));
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String serveRepository() throws IOException {
    GitDaemon git = closing(GitDaemon.start(work.resolve("git")));
    Files.createDirectories(work.resolve("git/some.git/docs"));
    git.commit("some.git", "README", "from git\n");
    git.commit("some.git", "docs/index", "documents\n");
    git.git("some.git", "tag", "v1");
    return "git://" + git.place("some.git");
  }

  private static <T extends AutoCloseable> T closing(T part) {
    RUNNING.addFirst(part);
    return part;
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : RUNNING) {
      part.close();
    }
  }

  private static Built build(BuildkitDaemon buildkit, Path project, String frontend)
      throws IOException {
    Path metadata = Files.createTempFile(work, "metadata", ".json");
    var arguments =
        new ArrayList<>(
            List.of(
                "build",
                "--frontend=dockerfile.v0",
                "--local=context=" + project.resolve("context"),
                "--local=dockerfile=" + project.resolve("context"),
                "--opt=build-arg:BUILDKIT_SYNTAX=" + frontend,
                "--output=type=image,name=example.com/" + project.getFileName(),
                "--metadata-file=" + metadata,
                "--progress=rawjson"));
    if (Files.exists(project.resolve("arguments"))) {
      Files.readAllLines(project.resolve("arguments")).stream()
          .map(line -> line.replace("{project}", project.toString()))
          .map(SwappedFrontendTest::placed)
          .forEach(arguments::add);
    }
    Run run = buildkit.run(arguments.toArray(String[]::new)).ok();
    return new Built(
        BuildRecord.parse(run.err()),
        JSON.readTree(metadata.toFile()).path("containerimage.digest").asText());
  }

  private static String placed(String line) {
    String result = line;
    for (Map.Entry<String, String> place : places.entrySet()) {
      result = result.replace(place.getKey(), place.getValue());
    }
    return result;
  }

  static List<String> names() throws IOException {
    return projects().stream().map(project -> project.getFileName().toString()).toList();
  }

  private static List<Path> projects() throws IOException {
    try (Stream<Path> folders = Files.list(resource("projects"))) {
      return folders.sorted().toList();
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(SwappedFrontendTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thereAreEnoughProjects() throws IOException {
    assertThat(names()).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingIsBuiltAnewAndTheImageIsTheSame(String project)
      throws InterruptedException, ExecutionException {
    Swap swap = swaps.get(project).get();
    BuildRecord official = swap.official().record();
    BuildRecord ours = swap.ours().record();

    assertThat(official.ran()).as("the first build's own steps").isNotEmpty();
    assertThat(ours.ran()).as("steps that ran again").isEmpty();
    assertThat(ours.cached()).isNotEmpty();
    assertThat(ours.warnings()).isEqualTo(official.warnings());
    assertThat(swap.ours().image()).startsWith("sha256:").isEqualTo(swap.official().image());
  }
}
