package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frontends that are images, as users select them. */
@ExtendWith(BowspritExtension.class)
class FrontendImageTest {
  private static final String SYNTAX = "# syntax=example.com/language:1\n";

  @TempDir Path work;

  private Run buildWith(Bowsprit bowsprit, FrontendLayout frontend, String... options) {
    var context = Context.of(work.resolve("context"), SYNTAX + "FROM scratch\n");
    String[] all = new String[options.length + 1];
    all[0] = frontend.as("example.com/language:1");
    System.arraycopy(options, 0, all, 1, options.length);
    return bowsprit.build(context.folder(), all);
  }

  private Run runScript(Bowsprit bowsprit, String script) throws IOException {
    return buildWith(bowsprit, FrontendLayout.ofScript(bowsprit, work, script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        FROM busybox AS build
        ARG NAME=world
        RUN --mount=type=cache,target=/cache echo "$NAME" > /greeting
        FROM scratch
        COPY --from=build /greeting /
        ENV A=b
        CMD ["/greeting"]
        """,
        """
        FROM busybox
        COPY --link <<eot /etc/motd
        hello
        eot
        WORKDIR /srv
        HEALTHCHECK CMD true
        """
      })
  void theOfficialFrontendMakesTheSameImageAsTheBuiltInOne(String dockerfile, Bowsprit bowsprit)
      throws IOException {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    Path context = work.resolve("context");
    Context.of(context, dockerfile).file("Dockerfile.official", SYNTAX + dockerfile);

    bowsprit.build(context, options("ours")).ok();
    Run run =
        bowsprit.build(
            context,
            options(
                "official",
                "-f",
                context.resolve("Dockerfile.official").toString(),
                frontend.as("example.com/language:1")));

    assertThat(run.ok().err()).contains("load metadata for example.com/language:1@sha256:");
    assertThat(run.ran()).isEmpty();
    assertThat(digest("official")).isEqualTo(digest("ours"));
  }

  private String[] options(String name, String... more) {
    String[] options = {
      "-o",
      "type=oci,dest=" + work.resolve(name + ".tar"),
      "--metadata-file=" + work.resolve(name + ".json")
    };
    String[] all = java.util.Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }

  private String digest(String name) throws IOException {
    return Files.readString(work.resolve(name + ".json"))
        .lines()
        .filter(line -> line.contains("\"containerimage.digest\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFrontendIsChosenByABuildArgumentOrAnOptionToo(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "echo here >&2; exit 3\n");
    var context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
    String replaced = frontend.as("example.com/language:1");
    String name = "example.com/language:1";

    for (String[] options :
        new String[][] {
          {replaced, "--build-arg=BUILDKIT_SYNTAX=" + name},
          {replaced, "--frontend=" + name},
          {replaced, "--frontend=gateway.v0", "--opt=source=" + name}
        }) {
      assertThat(bowsprit.build(context, options).failed().err())
          .contains("frontend " + name.replaceFirst("^example.com/", "example.com/"))
          .contains("failed: exit code: 3")
          .contains("here");
    }
  }

  @Test
  void whatAFrontendLogsIsShownAndItsLastLinesAreInTheError(Bowsprit bowsprit) throws IOException {
    Run run =
        runScript(
            bowsprit,
            """
            for i in $(seq 1 80); do echo "line $i." >&2; done
            exit 7
            """);

    assertThat(run.failed().err())
        .containsPattern("#\\d+ \\[frontend\\] example.com/language:1")
        .containsPattern("#\\d+ [0-9.]+ line 1\\.")
        .contains("Dockerfile:1", "failed: exit code: 7")
        .containsPattern("(?m)^  line 31\\.$")
        .containsPattern("(?m)^  line 80\\.$")
        .doesNotContainPattern("(?m)^  line 30\\.$");
  }

  @Test
  void aFrontendThatEndsWithoutAResultIsNamed(Bowsprit bowsprit) throws IOException {
    assertThat(runScript(bowsprit, "exit 0\n").failed().err())
        .contains("frontend example.com/language:1", "no result for incomplete build");
  }

  @Test
  void anImageOfAnotherThingIsSaidToBeNone(Bowsprit bowsprit) throws IOException {
    var shell = Context.of(work.resolve("frontend-context"), "FROM busybox\nCMD [\"sh\"]\n");

    assertThat(buildWith(bowsprit, FrontendLayout.build(bowsprit, work, shell)).failed().err())
        .contains("Dockerfile:1", "frontend example.com/language:1 failed: exit code: ")
        .contains("the image has no entrypoint, nor a program /run: it is no image of a frontend");
  }

  @Test
  void aFrontendThatDoesNotSpeakTheProtocolIsEnded(Bowsprit bowsprit) throws IOException {
    assertThat(runScript(bowsprit, "echo hello; sleep 1000\n").failed().err())
        .contains("frontend grpc server closed unexpectedly");
  }

  @Test
  void aFrontendIsToldWhatBuildKitTellsAndHasNoPower(Bowsprit bowsprit) throws IOException {
    Run run =
        runScript(
            bowsprit,
            """
            exec >&2
            env
            ls -l /run/config/buildkit/metadata/
            strings /run/config/buildkit/metadata/frontend.bin
            grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status
            cat /proc/net/dev
            id -u
            echo writable > /file && cat /file
            exit 1
            """);

    assertThat(run.failed().err())
        .containsPattern("BUILDKIT_FRONTEND_OPT_\\d+=source=example.com/language:1")
        .containsPattern("BUILDKIT_FRONTEND_OPT_\\d+=cmdline=example.com/language:1")
        .containsPattern("BUILDKIT_SESSION_ID=\\w+")
        .containsPattern("BUILDKIT_WORKERS=\\[\\{\"id\":\"\\w+\",\"labels\":.*\"platforms\"")
        .contains("BUILDKIT_EXPORTEDPRODUCT=buildkit")
        .contains("frontend.bin", "oci-layout://example.com/language:1@sha256:")
        .containsPattern("CapEff:\\s+0000000000000000")
        .containsPattern("CapBnd:\\s+0000000000000000")
        .containsPattern("NoNewPrivs:\\s+1")
        .containsPattern("Seccomp:\\s+2")
        .doesNotContain("eth0:")
        .contains("writable");
  }

  /** As in BuildKit, links are followed inside the image, and folders made where they lead. */
  @ParameterizedTest
  @ValueSource(strings = {"var/there", "/nowhere/at/all", "../../../../../../tmp/outside"})
  void mountPointsMayBeLinks(String target, Bowsprit bowsprit) throws IOException {
    Run run =
        buildWith(
            bowsprit, odd(bowsprit, "RUN mkdir -p /var/there && ln -s %s /run".formatted(target)));

    assertThat(run.failed().err()).contains("seen: /run/config/buildkit/metadata/frontend.bin");
    assertThat(Path.of("/tmp/outside")).doesNotExist();
    assertThat(Path.of("/nowhere")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo x > /run | cannot mount /run/config/buildkit/metadata: /run is no folder there",
        "mkdir -p /run/config/buildkit && echo x > /run/config/buildkit/metadata"
            + "| cannot mount /run/config/buildkit/metadata:"
            + " /run/config/buildkit/metadata is no folder there",
        "ln -s run /run | lstat /run/config/buildkit/metadata: too many levels of symbolic links"
      })
  void whatIsInTheWayOfAMountIsNamed(String command, String message, Bowsprit bowsprit)
      throws IOException {
    Run run = buildWith(bowsprit, odd(bowsprit, "RUN " + command)).failed();

    assertThat(run.err())
        .contains("frontend example.com/language:1 cannot be started: " + message)
        .contains("Dockerfile:1")
        .doesNotContain(bowsprit.root().toString());
  }

  /** A frontend that tells what it sees, in an image with something odd. */
  private FrontendLayout odd(Bowsprit bowsprit, String instruction) throws IOException {
    return FrontendLayout.build(
        bowsprit,
        work,
        Context.of(
            work.resolve("frontend-context"),
            """
            FROM busybox
            %s
            ENTRYPOINT ["sh", "-c", "echo seen: /run/config/buildkit/metadata/* >&2; exit 3"]
            """
                .formatted(instruction)));
  }

  @Test
  void aSessionIsRecorded(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    Path context =
        Context.of(work.resolve("context"), SYNTAX + "FROM scratch\nCOPY file /\n")
            .file("file", "text")
            .folder();
    Path recording = work.resolve("recording.jsonl");

    Run run =
        bowsprit.run(
            "frontend",
            "trace",
            "--to=" + recording,
            frontend.as("example.com/language:1"),
            "--progress=plain",
            context.toString());

    assertThat(run.ok().status()).isZero();
    assertThat(Files.readString(recording).lines().findFirst().orElseThrow())
        .contains("\"trace\":1", "\"source\":\"example.com/language:1\"")
        .doesNotContain("frontend-trace");
    assertThat(recording).content().contains("\"method\":\"Solve\"", "\"method\":\"Return\"");
    assertThat(bowsprit.root().resolve("traces")).isEmptyDirectory();
  }

  @Test
  void aCapabilityThatTheImageLacksIsNamed(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "exit 0\n");

    assertThat(
            buildWith(bowsprit, frontend, "--opt=frontend.caps=moby.example.magic+forward")
                .failed()
                .err())
        .contains("unsupported frontend capability moby.example.magic");
  }
}
