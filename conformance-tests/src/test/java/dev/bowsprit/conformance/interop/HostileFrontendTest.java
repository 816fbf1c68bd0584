package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frontends that do what they must not: they are contained, killed and named, and nothing stays.
 */
@ExtendWith(BowspritExtension.class)
class HostileFrontendTest {
  private static final String NAME = "example.com/hostile:1";

  @TempDir Path work;
  private Bowsprit bowsprit;
  private Set<String> mountsBefore;
  private Set<Path> groupsBefore;

  @BeforeEach
  void open() throws IOException {
    bowsprit = BowspritExtension.own(work);
    Files.createDirectories(bowsprit.root());
    limit("256MiB", "3s");
  }

  private void limit(String memory, String time) throws IOException {
    Files.writeString(
        bowsprit.root().resolve("frontends.json"),
        """
        {"sandbox": {"memory": "%s", "pids": 64, "disk": "16MiB", "time": "%s", "log": "1MiB",
                     "vertices": 150000}}
        """
            .formatted(memory, time));
  }

  @AfterEach
  void close() {
    bowsprit.close();
  }

  private Run run(String... what) throws IOException {
    String token = UUID.randomUUID().toString();
    String[] all = Stream.concat(Stream.of(what), Stream.of(token)).toArray(String[]::new);
    FrontendLayout frontend = FrontendLayout.hostile(bowsprit, work, all);
    var context = Context.of(work.resolve("context"), "# syntax=" + NAME + "\nFROM scratch\n");
    mountsBefore = mounts();
    groupsBefore = groups();

    Run run = bowsprit.build(context.folder(), frontend.as(NAME)).failed();

    assertNothingStays(token);
    return run;
  }

  /** What the engine has mounted. */
  private Set<String> mounts() throws IOException {
    Path table = Path.of("/proc/" + bowsprit.engine().orElseThrow().pid() + "/mountinfo");
    return Files.readString(table)
        .lines()
        .filter(line -> line.contains(bowsprit.root() + "/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertNothingStays(String token) throws IOException {
    assertThat(commandLines()).noneMatch(line -> line.contains(token));
    assertThat(mounts()).isEqualTo(mountsBefore);
    assertThat(bowsprit.root().resolve("run/bundles")).isEmptyDirectory();
    assertThat(bowsprit.root().resolve("mounts")).isEmptyDirectory();
    for (Path runtime : list(bowsprit.root().resolve("run/runtimes"))) {
      assertThat(runtime).isEmptyDirectory();
    }
    assertThat(newGroups()).isEmpty();
  }

  /** Control groups of containers that no process is in; those of other engines come and go. */
  private Set<Path> newGroups() throws IOException {
    Set<Path> seen = groups();
    seen.removeAll(groupsBefore);
    Set<Path> still = groups();
    still.retainAll(seen);
    still.removeIf(group -> !read(group.resolve("cgroup.procs")).isEmpty());
    still.removeIf(group -> !Files.exists(group));
    return still;
  }

  private static Set<Path> groups() throws IOException {
    Set<Path> result = new TreeSet<>();
    Path root = Path.of("/sys/fs/cgroup");
    for (Path controller : Stream.concat(Stream.of(root), list(root).stream()).toList()) {
      Path engines = controller.resolve("bowsprit");
      if (Files.isDirectory(engines)) {
        list(engines).stream().filter(Files::isDirectory).forEach(result::add);
      }
    }
    return result;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc/" + process.pid() + "/cmdline"))
        .map(HostileFrontendTest::read)
        .toList();
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  private static void assertNamed(Run run) {
    assertThat(run.err()).contains("frontend " + NAME, "Dockerfile:1");
  }

  @Test
  void aForkBombIsKilled() throws IOException {
    Run run = run("fork-bomb");

    assertNamed(run);
    assertThat(run.err()).contains("was killed: it ran for more than 3 s by itself");
  }

  @Test
  void anEndlessLogIsKilled() throws IOException {
    Run run = run("endless-log");

    assertNamed(run);
    assertThat(run.err()).contains("was killed: it wrote more than 1 MiB to standard error");
  }

  @Test
  void endlessOutputIsKilled() throws IOException {
    Run run = run("endless-output");

    assertNamed(run);
    assertThat(run.err()).contains("frontend grpc server closed unexpectedly");
  }

  @Test
  void aGraphOfAMillionVerticesIsRefused() throws IOException {
    Run run = run("huge-graph");

    assertNamed(run);
    assertThat(run.err()).contains("the frontend asks to solve more than 150000 vertices");
  }

  @Test
  void aMessageOf200MegabytesIsRefused() throws IOException {
    limit("2GiB", "5m");

    Run run = run("huge-message");

    assertNamed(run);
    assertThat(run.err()).contains("failed: exit code: 1");
    assertThat(run.err()).contains("200 MB: rpc error");
  }

  @Test
  void theHostCannotBeRead() throws IOException {
    Path secret = Files.writeString(work.resolve("secret"), "secret of the host");

    Run run = run("read-host", secret.toString(), bowsprit.root() + "/metadata.db");

    assertNamed(run);
    assertThat(run.err()).contains("contained: read").doesNotContain("ESCAPED");
  }

  @Test
  void socketsLeadNowhere() throws IOException {
    try (var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Run run = run("open-sockets", "127.0.0.1:" + server.getLocalPort());

      assertNamed(run);
      assertThat(run.err()).contains("contained: dial").doesNotContain("ESCAPED");
    }
  }

  @Test
  void aFrontendThatEatsMemoryIsKilled() throws IOException {
    limit("128MiB", "5m");

    Run run = run("eat-memory");

    assertNamed(run);
    assertThat(run.err()).contains("exit code: 137 (killed, maybe for it needed more than");
  }

  @Test
  void aFrontendCannotFillTheDisk() throws IOException {
    Run run = run("fill-disk");

    assertNamed(run);
    assertThat(run.err()).contains("no space left on device");
  }

  @Test
  void aFrontendThatHangsIsKilled() throws IOException {
    Run run = run("hang");

    assertNamed(run);
    assertThat(run.err()).contains("was killed: it ran for more than 3 s by itself");
  }

  @Test
  void aFrontendThatIgnoresCancelIsKilled() throws Exception {
    Files.writeString(bowsprit.root().resolve("frontends.json"), "{}");
    String token = UUID.randomUUID().toString();
    FrontendLayout frontend = FrontendLayout.hostile(bowsprit, work, "ignore-cancel", token);
    var context = Context.of(work.resolve("context"), "# syntax=" + NAME + "\nFROM scratch\n");
    mountsBefore = mounts();
    groupsBefore = groups();
    String[] arguments = bowsprit.buildArguments(context.folder(), frontend.as(NAME));
    Programs.Started build = bowsprit.start(arguments);
    while (!Files.readString(build.err()).contains("deaf")) {
      assertThat(build.process().isAlive()).isTrue();
      Thread.sleep(20);
    }

    Programs.run("kill", "-INT", Long.toString(build.process().pid())).ok();

    Run run = Programs.await(bowsprit.command(arguments), build);
    assertThat(run.status()).isEqualTo(130);
    while (commandLines().stream().anyMatch(line -> line.contains(token))) {
      Thread.sleep(20);
    }
    bowsprit.run("engine", "status").ok();
    awaitTakenDown();
    assertNothingStays(token);
  }

  /** The engine takes down what a build had after its client has gone. */
  private void awaitTakenDown() throws Exception {
    while (!list(bowsprit.root().resolve("run/bundles")).isEmpty()
        || !list(bowsprit.root().resolve("mounts")).isEmpty()) {
      Thread.sleep(20);
    }
  }
}
