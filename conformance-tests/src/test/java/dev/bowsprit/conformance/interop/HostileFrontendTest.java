package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frontends that do what they must not: they are contained, killed and named, and nothing stays.
 */
@ExtendWith(BowspritExtension.class)
class HostileFrontendTest {
  private static final String NAME = "example.com/hostile:1";

  @TempDir Path work;
  private Bowsprit bowsprit;

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
    return run(FrontendLayout.hostile(bowsprit, work, what));
  }

  private Run run(FrontendLayout frontend, String... options) throws IOException {
    Traces before = Traces.of(bowsprit);
    Run run = bowsprit.build(context(), options(frontend, options)).failed();
    assertThat(Traces.of(bowsprit)).isEqualTo(before);
    return run;
  }

  private Path context() {
    return Context.of(work.resolve("context"), "# syntax=" + NAME + "\nFROM scratch\n").folder();
  }

  private static String[] options(FrontendLayout frontend, String... options) {
    return Stream.concat(Stream.of(frontend.as(NAME)), Stream.of(options)).toArray(String[]::new);
  }

  private static void assertNamed(Run run) {
    assertThat(run.err()).contains("frontend " + NAME, "Dockerfile:1");
  }

  @Test
  void aForkBombIsKilled() throws IOException {
    Run run = run("fork-bomb");

    assertNamed(run);
    assertThat(run.err())
        .contains("was killed: it ran for more than 3 s by itself; \"time\" in a \"sandbox\"");
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
    limit("256MiB", "5m");

    Run run = run("huge-graph");

    assertNamed(run);
    assertThat(run.err()).contains("the frontend asks to solve more than 150000 vertices");
  }

  @ParameterizedTest
  @ValueSource(strings = {"huge-message", "huge-input"})
  void aMessageOf200MegabytesIsRefused(String what) throws IOException {
    limit("2GiB", "5m");

    Run run = run(what);

    assertNamed(run);
    assertThat(run.err())
        .contains("failed: exit code: 1 (it sent a message of more than 16777216 bytes;")
        .contains("200 MB: rpc error");
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
    FrontendLayout frontend = FrontendLayout.hostile(bowsprit, work, "ignore-cancel");
    Traces before = Traces.of(bowsprit);
    String[] arguments = bowsprit.buildArguments(context(), frontend.as(NAME));
    Programs.Started build = bowsprit.start(arguments);
    while (!Files.readString(build.err()).contains("deaf")) {
      assertThat(build.process().isAlive()).isTrue();
      Thread.sleep(20);
    }

    Programs.signal("INT", build.process().pid());

    Run run = Programs.await(bowsprit.command(arguments), build);
    assertThat(run.status()).isEqualTo(130);
    // The engine takes down what a build had after its client has gone.
    while (!Traces.of(bowsprit).equals(before)) {
      Thread.sleep(20);
    }
    bowsprit.run("engine", "status").ok();
  }

  /** Tame in the first build, so that a container is made ahead for the second. */
  @Test
  void aFrontendThatTurnsHostileInAPreparedContainerIsKilled() throws Exception {
    Path program = FrontendLayout.peer("dockerfile-frontend");
    var context =
        Context.of(
                work.resolve("frontend-context"),
                """
                FROM busybox
                COPY --chmod=755 dockerfile-frontend frontend /bin/
                ENTRYPOINT ["frontend"]
                """)
            .file(
                "frontend",
                """
                #!/bin/sh
                case "$(env)" in *build-arg:TAME=1*) exec dockerfile-frontend ;; esac
                echo "process $$ among $(ls -A /)" >&2
                trap '' TERM INT HUP
                (setsid sleep 1000 &)
                while :; do sleep 1000 & sleep 0.1; done
                """);
    Files.copy(program, context.folder().resolve("dockerfile-frontend"));
    FrontendLayout frontend = FrontendLayout.build(bowsprit, work, context);
    Traces untouched = Traces.of(bowsprit);
    bowsprit.build(context(), options(frontend, "--build-arg=TAME=1")).ok();
    while (!Traces.of(bowsprit).waiting()) {
      Thread.sleep(20);
    }

    Run run = bowsprit.build(context(), options(frontend)).failed();

    assertNamed(run);
    assertThat(run.err())
        .contains("process 1 among")
        .doesNotContain(".bowsprit-")
        .contains("was killed: it ran for more than 3 s by itself");
    assertThat(Traces.of(bowsprit)).isEqualTo(untouched);
  }
}
