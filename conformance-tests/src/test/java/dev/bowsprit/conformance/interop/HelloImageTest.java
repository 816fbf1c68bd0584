package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example that the README begins with, and what other programs make of its image. */
@ExtendWith(BowspritExtension.class)
class HelloImageTest {
  private static final Path EXAMPLE = Path.of("../examples/hello").toAbsolutePath().normalize();

  private static final String LETTER =
      """
      Before the ship there goes the spar that\s
      reaches past the bow; it carries the sails that\s
      pull her round and keep her to the wind.
      This image was built from a Dockerfile by a\s
      frontend, a solver and a worker that run on the\s
      JVM.
      Sealed a282594fcff2
      """;

  @TempDir Path work;

  /** JUnit would warn of each link of the image as one that leads out of the folder. */
  @AfterEach
  void deleteLinks() {
    for (String folder : List.of("files", "bundle")) {
      Programs.run("rm", "-rf", work.resolve(folder).toString());
    }
  }

  private static Run build(Bowsprit bowsprit, String... options) {
    var arguments =
        new ArrayList<>(
            List.of(
                "build",
                EXAMPLE.toString(),
                "--progress=plain",
                "--build-context",
                "busybox=/usr/bin",
                "--secret",
                "id=key,src=" + EXAMPLE.resolve("key.txt")));
    arguments.addAll(Arrays.asList(options));
    return bowsprit.run(arguments.toArray(String[]::new));
  }

  @Test
  void skopeoReadsTheArchive(Bowsprit bowsprit) {
    Programs.need("skopeo");
    Path archive = work.resolve("hello.tar");
    build(bowsprit, "-t", "example/hello:1", "-o", "type=oci,dest=" + archive).ok();

    String seen = Programs.run("skopeo", "inspect", "oci-archive:" + archive).ok().out();
    assertThat(seen)
        .contains("\"org.opencontainers.image.title\": \"hello\"")
        .contains("\"Os\": \"linux\"");
    String format = "--format={{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.User}}";
    Run started =
        Programs.run("skopeo", "inspect", "--config", format, "oci-archive:" + archive).ok();
    assertThat(started.out().strip()).isEqualTo("[hello] [world] 1000:1000");
    Run config = Programs.run("skopeo", "inspect", "--config", "oci-archive:" + archive).ok();
    assertThat(config.out())
        .contains("COPY --chmod=755 hello.sh /bin/hello")
        .doesNotContain("not very secret");
  }

  @Test
  void umociUnpacksItAndRuncRunsIt(Bowsprit bowsprit) throws IOException {
    Path archive = work.resolve("hello.tar");
    build(bowsprit, "-o", "type=oci,dest=" + archive).ok();

    Run run = ImageRun.of(archive, work).ok();

    assertThat(run.out()).isEqualTo("Hello, world!\n" + LETTER);
  }

  @Test
  void dockerLoadsRunsAndTellsItsHistory(Bowsprit bowsprit) throws IOException {
    Path archive = work.resolve("hello.tar");
    build(bowsprit, "-t", "example/hello:1", "-o", "type=docker,dest=" + archive).ok();
    try (var docker = DockerDaemon.start(work.resolve("docker"))) {
      assertThat(docker.run("load", "-i", archive.toString()).ok().out())
          .contains("example/hello:1");
      assertThat(
              docker.run("run", "--rm", "--network=none", "example/hello:1", "Docker").ok().out())
          .isEqualTo("Hello, Docker!\n" + LETTER);
      List<String> history =
          docker
              .run("history", "--no-trunc", "--format={{.CreatedBy}}", "example/hello:1")
              .ok()
              .out()
              .lines()
              .toList();
      assertThat(history)
          .containsExactly(
              "CMD [\"world\"]",
              "ENTRYPOINT [\"hello\"]",
              "USER 1000:1000",
              "COPY --chmod=755 hello.sh /bin/hello # buildkit",
              "COPY /src/letter.txt / # buildkit",
              "LABEL org.opencontainers.image.title=hello",
              "RUN /bin/busybox --install -s /bin # buildkit",
              "COPY busybox /bin/ # buildkit");
    }
  }

  @Test
  void aFolderGetsTheFiles(Bowsprit bowsprit) throws IOException {
    Path folder = work.resolve("files");
    build(bowsprit, "-o", "type=local,dest=" + folder).ok();

    assertThat(folder.resolve("letter.txt")).hasContent(LETTER);
    assertThat(folder.resolve("bin/hello"))
        .isExecutable()
        .hasSameBinaryContentAs(EXAMPLE.resolve("hello.sh"));
    assertThat(Files.readSymbolicLink(folder.resolve("bin/sh"))).isEqualTo(Path.of("/bin/busybox"));
    assertThat(folder.resolve("src")).doesNotExist();
  }

  @Test
  void aTarGetsTheFiles(Bowsprit bowsprit) {
    Programs.need("tar");
    Path archive = work.resolve("files.tar");
    build(bowsprit, "-o", "type=tar,dest=" + archive).ok();

    assertThat(Programs.run("tar", "-xOf", archive.toString(), "letter.txt").ok().out())
        .isEqualTo(LETTER);
  }

  @Test
  void theStageThatIsAskedForIsBuiltAndNoOther(Bowsprit bowsprit) {
    Path folder = work.resolve("files");
    Run run =
        build(bowsprit, "--no-cache", "--target=base", "-o", "type=local,dest=" + folder).ok();

    assertThat(run.ran()).hasSize(2).allMatch(step -> step.startsWith("[base "));
    assertThat(folder.resolve("bin/busybox")).isExecutable();
    assertThat(folder.resolve("letter.txt")).doesNotExist();
  }

  @Test
  void theIdentityOfTheImageIsWrittenToFiles(Bowsprit bowsprit) {
    Programs.need("skopeo");
    Path archive = work.resolve("hello.tar");
    Path metadata = work.resolve("metadata.json");
    Path id = work.resolve("id");
    build(
            bowsprit,
            "-o",
            "type=oci,dest=" + archive,
            "--metadata-file=" + metadata,
            "--iidfile=" + id)
        .ok();

    String digest =
        Programs.run("skopeo", "inspect", "--format={{.Digest}}", "oci-archive:" + archive)
            .ok()
            .out()
            .strip();
    assertThat(metadata).content().contains("\"containerimage.digest\"", digest);
    assertThat(id).content().startsWith("sha256:");
  }
}
