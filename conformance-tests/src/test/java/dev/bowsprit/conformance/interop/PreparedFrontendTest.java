package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Containers that the engine makes ahead for the next build with the same frontend image. */
@ExtendWith(BowspritExtension.class)
@Timeout(300)
class PreparedFrontendTest {
  private static final String NAME = "example.com/language:1";

  @TempDir Path work;
  private Bowsprit bowsprit;

  @BeforeEach
  void open() {
    bowsprit = BowspritExtension.own(work);
  }

  @AfterEach
  void close() {
    bowsprit.close();
  }

  /** Builds with an argument of its own, of which the result tells. */
  private void build(FrontendLayout frontend, String greeting) throws IOException {
    var context =
        Context.of(
            work.resolve("context"),
            """
            # syntax=%s
            FROM scratch
            ARG GREETING
            COPY <<greeting /greeting
            $GREETING
            greeting
            """
                .formatted(NAME));
    Path out = work.resolve("out");
    bowsprit
        .build(
            context.folder(),
            frontend.as(NAME),
            "--build-arg=GREETING=" + greeting,
            "-o",
            "type=local,dest=" + out)
        .ok();
    assertThat(out.resolve("greeting")).hasContent(greeting + "\n");
  }

  private Set<String> containers() throws IOException {
    try (var bundles = Files.list(bowsprit.root().resolve("run/bundles"))) {
      return bundles
          .map(bundle -> bundle.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The name of the container that is prepared, once there is one and nothing else. */
  private String prepared() throws Exception {
    await(names -> names.size() == 1 && waits(names.iterator().next()));
    return containers().iterator().next();
  }

  private void await(Predicate<Set<String>> wanted) throws Exception {
    while (!wanted.test(containers())) {
      Thread.sleep(20);
    }
  }

  /** Whether the waiting program has become the container's process, and has no name any more. */
  private boolean waits(String container) {
    Path bundle = bowsprit.root().resolve("run/bundles").resolve(container);
    return commands().stream().anyMatch(line -> line.contains("/.bowsprit-" + container))
        && !Files.exists(bundle.resolve("rootfs/.bowsprit-" + container));
  }

  private static Set<String> commands() {
    var result = new TreeSet<String>();
    ProcessHandle.allProcesses()
        .forEach(process -> process.info().commandLine().ifPresent(result::add));
    return result;
  }

  private void assertGone(String container) throws IOException {
    assertThat(commands()).noneMatch(line -> line.contains(container));
    try (var groups = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
      assertThat(groups.filter(group -> group.endsWith(container))).isEmpty();
    }
  }

  @Test
  void eachServesOneBuildWithWhatThatBuildSays() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();

    build(frontend, "hello");

    String second = prepared();
    assertThat(second).isNotEqualTo(first);
    assertGone(first);
    build(frontend, "good night");
    assertGone(second);
  }

  @Test
  void anotherPolicyMakesAnEndOfIt() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();

    Files.writeString(
        bowsprit.root().resolve("frontends.json"), "{\"sandbox\": {\"prepared\": false}}");
    build(frontend, "hello");

    await(Set::isEmpty);
    assertGone(first);
  }

  @Test
  void whenItWasKilledTheNextBuildHasAnother() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();
    Path pid = bowsprit.root().resolve("run/bundles").resolve(first).resolve("pid");
    Programs.signal("KILL", Long.parseLong(Files.readString(pid).strip()));

    build(frontend, "hello");

    assertThat(prepared()).isNotEqualTo(first);
    assertGone(first);
  }

  @Test
  void pruningLetsGoOfTheFilesToo() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();

    bowsprit.run("prune", "--all", "--force").ok();

    assertThat(containers()).isEmpty();
    assertGone(first);
    assertThat(bowsprit.run("du").ok().out()).containsPattern("(?m)^Total:?\\s+0 ?B");
  }

  @Test
  void nothingIsLeftWhenTheEngineStops() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();

    bowsprit.run("engine", "stop").ok();

    assertThat(containers()).isEmpty();
    assertGone(first);
    assertThat(bowsprit.hasMounts()).isFalse();
  }

  @Test
  void theNextEngineClearsUpAfterOneThatWasKilled() throws Exception {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    build(frontend, "ahoy");
    String first = prepared();
    bowsprit.killEngine();

    build(frontend, "hello");

    assertThat(prepared()).isNotEqualTo(first);
    assertGone(first);
    bowsprit.run("engine", "stop").ok();
    assertThat(bowsprit.hasMounts()).isFalse();
  }
}
