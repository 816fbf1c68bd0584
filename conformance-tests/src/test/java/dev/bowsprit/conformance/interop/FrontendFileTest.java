package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frontend images that are in files, and in no registry. */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class FrontendFileTest {
  @TempDir Path work;

  private Path context() {
    return Context.of(work.resolve("context"), "FROM scratch\nCOPY Dockerfile /copied\n").folder();
  }

  /** The packaged Dockerfile frontend as a file. */
  private Path archive(PackagedFrontends frontends, String kind) throws IOException {
    Path archive = work.resolve("Our frontend.tar");
    switch (kind) {
      case "layout" -> Files.copy(frontends.ociArchive(PackagedFrontends.DOCKERFILE), archive);
      case "docker" -> Files.copy(frontends.dockerArchive(PackagedFrontends.DOCKERFILE), archive);
      default -> {
        // its layers are not compressed, and it has no list of a layout
        Programs.need("skopeo", "gzip");
        String image = "oci:" + frontends.layout() + ":" + PackagedFrontends.DOCKERFILE;
        Programs.run("skopeo", "copy", image, "docker-archive:" + archive + ":ours:1").ok();
        Programs.run("gzip", "-1", archive.toString()).ok();
        return work.resolve("Our frontend.tar.gz");
      }
    }
    return archive;
  }

  @ParameterizedTest
  @ValueSource(strings = {"layout", "docker", "old docker, gzip"})
  void anArchiveIsAFrontend(String kind, Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    Path archive = archive(frontends, kind);

    Run run =
        bowsprit.build(
            context(), "--frontend=" + archive, "-o", "type=local,dest=" + work.resolve("out"));

    assertThat(run.ok().err()).contains("localhost/our-frontend-tar");
    assertThat(work.resolve("out/copied")).exists();
  }

  @Test
  void aLayoutIsAFrontend(Bowsprit bowsprit, PackagedFrontends frontends) {
    for (String frontend :
        new String[] {
          frontends.layout() + ":" + PackagedFrontends.DOCKERFILE,
          "oci-layout://" + frontends.layout() + ":" + PackagedFrontends.DOCKERFILE
        }) {
      bowsprit.build(context(), "--frontend=" + frontend).ok();
    }
    assertThat(bowsprit.build(context(), "--frontend=" + frontends.layout()).failed().err())
        .contains(frontends.layout() + " has no image called latest")
        .contains("HINT: there are: dockerfile, service");
  }

  @Test
  void aFolderOfFilesIsAFrontend(Bowsprit bowsprit) throws IOException {
    Path root = Files.createDirectories(work.resolve("root"));
    Files.copy(Programs.find("busybox").orElseThrow(), root.resolve("sh"));
    Path program = Files.writeString(root.resolve("run"), "#!/sh\necho I ran >&2\nexit 5\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(bowsprit.build(context(), "--frontend=" + root).failed().err())
        .contains("frontend localhost/root failed: exit code: 5", "I ran");
  }

  @Test
  void aFileThatIsNoImageIsNamed(Bowsprit bowsprit) throws IOException {
    Path file = Files.writeString(work.resolve("readme"), "to be read\n".repeat(200));

    assertThat(bowsprit.build(context(), "--frontend=" + file).failed().err())
        .contains(file + " is no archive");
  }

  @Test
  void buildkitRunsAnArchiveToo(Bowsprit bowsprit, PackagedFrontends frontends) throws IOException {
    Path archive = archive(frontends, "layout");
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      PackagedFrontends.command(
              "build",
              "--addr=" + buildkit.address(),
              "--frontend=" + archive,
              "--progress=plain",
              "-o",
              "type=local,dest=" + work.resolve("out"),
              context().toString())
          .ok();
    }
    assertThat(work.resolve("out/copied")).exists();
    assertThat(bowsprit.root()).exists();
  }

  private Run inspect(Bowsprit bowsprit, String... arguments) {
    return bowsprit.run(
        Stream.concat(Stream.of("frontend", "inspect"), Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  @Test
  void inspectingRunsAFrontend(Bowsprit bowsprit, PackagedFrontends frontends) {
    String image = frontends.layout() + ":" + PackagedFrontends.DOCKERFILE;

    assertThat(inspect(bowsprit, image).ok().out())
        .containsPattern("Subrequests: +frontend.outline +1.0.0 .*\\(options: target\\)")
        .containsPattern("Start-up: +\\d+ms to its answer.*median of 5 runs")
        .containsPattern("Options: +target +The stage to build");
    assertThat(inspect(bowsprit, "--json", image).ok().out())
        .contains("\"name\": \"frontend.targets\"", "\"milliseconds\": ", "\"name\": \"ulimit\"");
  }

  @Test
  void inspectingTheOfficialFrontendShowsWhatItDoesNotDeclare(Bowsprit bowsprit)
      throws IOException {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);

    assertThat(inspect(bowsprit, frontend.folder().toString()).ok().out())
        .containsPattern("Options: +not declared")
        .contains("frontend.targets 1.0.0")
        .contains("Start-up: ");
  }

  @Test
  void aFrontendThatDoesNotStartIsShownForWhatItSaysOfItself(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "echo broken >&2; exit 3\n");

    Run run = inspect(bowsprit, frontend.folder().toString());

    assertThat(run.failed().out()).contains("/bin/frontend").doesNotContain("Start-up");
    assertThat(run.err()).contains("failed: exit code: 3", "broken");
    Run unrun = inspect(bowsprit, "--no-run", frontend.folder().toString());
    assertThat(unrun.ok().out()).contains("/bin/frontend");
  }

  @Test
  void thePolicySaysWhetherInspectingMayRunIt(PackagedFrontends frontends) throws IOException {
    try (Bowsprit bowsprit = BowspritExtension.own(work)) {
      Files.createDirectories(bowsprit.root());
      Files.writeString(
          bowsprit.root().resolve("frontends.json"),
          "{\"rules\": [{\"rule\": \"no files\", \"images\": [\"client:*\"], \"action\": \"deny\"}]}");
      String image = frontends.layout() + ":" + PackagedFrontends.DOCKERFILE;

      Run run = inspect(bowsprit, image);

      assertThat(run.failed().err()).contains("denied by the policy", "rule \"no files\"");
      assertThat(run.out()).contains("/jre/bin/java").doesNotContain("Subrequests:");
    }
  }
}
