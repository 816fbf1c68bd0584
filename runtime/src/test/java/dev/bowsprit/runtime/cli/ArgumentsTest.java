package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.session.client.OutputTarget;
import dev.bowsprit.runtime.session.client.SecretSource;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ArgumentsTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void makeContext() throws IOException {
    folder = folder.toRealPath();
    Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
  }

  private Console console() {
    return new Console(
        new ByteArrayInputStream("FROM scratch\n".getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        false,
        Map.of("TOKEN", "t", "HOME", folder.toString(), "BOWSPRIT_ROOT", folder + "/root"),
        folder);
  }

  private BuildPlan.Planned plan(String... args) {
    try {
      return BuildPlan.of(
          new CommandLine(new BuildCommand().spec())
              .setOverwrittenOptionsAllowed(true)
              .parseArgs(args),
          console());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SolveRequest request(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add(".");
    return plan(all.toArray(String[]::new)).build().request();
  }

  @Test
  void optionsBecomeThoseOfTheFrontendAsInBuildx() {
    SolveRequest request =
        request(
            "--target",
            "app",
            "--build-arg",
            "A=1",
            "--build-arg",
            "TOKEN",
            "--build-arg",
            "UNSET",
            "--label",
            "x=y",
            "--platform",
            "linux/amd64",
            "--platform",
            "linux/arm64",
            "--no-cache",
            "--pull",
            "--add-host",
            "db:10.0.0.1",
            "--network",
            "none",
            "--shm-size",
            "64m",
            "--ulimit",
            "nofile=1024",
            "--allow",
            "network.host",
            "--opt",
            "custom=1");
    assertThat(request.getFrontend()).isEqualTo("dockerfile.v0");
    assertThat(request.getFrontendAttrsMap())
        .containsOnly(
            Map.entry("filename", "Dockerfile"),
            Map.entry("target", "app"),
            Map.entry("build-arg:A", "1"),
            Map.entry("build-arg:TOKEN", "t"),
            Map.entry("label:x", "y"),
            Map.entry("platform", "linux/amd64,linux/arm64"),
            Map.entry("no-cache", ""),
            Map.entry("image-resolve-mode", "pull"),
            Map.entry("add-hosts", "db=10.0.0.1"),
            Map.entry("force-network-mode", "none"),
            Map.entry("shm-size", "67108864"),
            Map.entry("ulimit", "nofile=1024"),
            Map.entry("custom", "1"));
    assertThat(request.getEntitlementsList()).containsExactly("network.host");
  }

  @Test
  void anImageAsFrontendIsRunByTheGateway() {
    SolveRequest request = request("--frontend", "registry.example/lang:1");
    assertThat(request.getFrontend()).isEqualTo("gateway.v0");
    assertThat(request.getFrontendAttrsMap()).containsEntry("source", "registry.example/lang:1");
  }

  @Test
  void theDefaultFileOfAnotherLanguageIsNamedByItsFrontend() {
    BuildPlan.Planned plan = plan("--frontend", "lang.v0", ".");
    assertThat(plan.build().request().getFrontendAttrsMap()).isEmpty();
    assertThat(plan.build().offers().folders()).containsEntry("dockerfile", folder);
  }

  @Test
  void outputsAndTagsBecomeExporters() {
    BuildPlan.Planned plan =
        plan(
            "-t",
            "a:1",
            "-t",
            "b",
            "-o",
            "type=oci,dest=x.tar,compression=zstd",
            "-o",
            "out",
            "-o",
            "-",
            ".");
    SolveRequest request = plan.build().request();
    assertThat(request.getExporters(0).getType()).isEqualTo("oci");
    assertThat(request.getExporters(0).getAttrsMap())
        .containsOnly(Map.entry("name", "a:1,b"), Map.entry("compression", "zstd"));
    assertThat(request.getExporters(1).getType()).isEqualTo("local");
    assertThat(request.getExporters(2).getType()).isEqualTo("tar");
    assertThat(plan.build().offers().outputs())
        .containsEntry(0, new OutputTarget.ToFile(folder.resolve("x.tar")))
        .containsEntry(1, new OutputTarget.ToFolder(folder.resolve("out"), false));
    assertThat(plan.usesStdout()).isTrue();
  }

  @Test
  void contextsAreFoldersLayoutsOrAddresses() throws IOException {
    Path layout = Files.createDirectories(folder.resolve("layout"));
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"manifests":[{"digest":"sha256:%s","annotations":
          {"org.opencontainers.image.ref.name":"v1"}}]}"""
            .formatted("a".repeat(64)));
    BuildPlan.Planned plan =
        plan(
            "--build-context",
            "src=layout",
            "--build-context",
            "base=oci-layout://layout:v1",
            "--build-context",
            "alpine=docker-image://alpine:3",
            ".");
    Map<String, String> attributes = plan.build().request().getFrontendAttrsMap();
    assertThat(attributes)
        .containsEntry("context:src", "local:src")
        .containsEntry("context:alpine", "docker-image://alpine:3");
    assertThat(attributes.get("context:base")).matches("oci-layout://[0-9a-f]{25}:v1@sha256:a{64}");
    assertThat(plan.build().offers().folders())
        .containsOnly(
            Map.entry("context", folder),
            Map.entry("dockerfile", folder),
            Map.entry("src", layout));
    assertThat(plan.build().offers().layouts()).containsValue(layout);
  }

  @Test
  void aDashReadsTheBuildFileFromStandardInput() {
    BuildPlan.Planned plan = plan("-");
    assertThat(plan.build().offers().folders().get("dockerfile").resolve("Dockerfile"))
        .hasContent("FROM scratch\n");
    assertThat(plan.build().offers().folders().get("context")).isEmptyDirectory();
  }

  @Test
  void secretsComeFromFilesAndVariables() throws IOException {
    Files.writeString(folder.resolve("key"), "k");
    assertThat(
            SecretOption.parseAll(
                List.of("id=a,src=key", "id=b,env=TOKEN", "id=TOKEN", "type=env,id=c,src=X"),
                console()))
        .containsOnly(
            Map.entry("a", new SecretSource.OfFile(folder.resolve("key"))),
            Map.entry("b", new SecretSource.OfVariable("TOKEN")),
            Map.entry("TOKEN", new SecretSource.OfVariable("TOKEN")),
            Map.entry("c", new SecretSource.OfVariable("X")));
    assertThatThrownBy(() -> SecretOption.parseAll(List.of("id=a,src=nokey"), console()))
        .hasMessageContaining("there is no file");
  }

  @Test
  void quotesProtectCommas() {
    assertThat(Fields.split("type=image,\"name=a,b\",x=\"\"")).contains("name=a,b");
    assertThatThrownBy(() -> Fields.split("\"a,b")).isInstanceOf(UsageException.class);
  }

  @Test
  void amountsAreReadAsPeopleWriteThem() {
    assertThat(Amounts.duration("x", "1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Amounts.duration("x", "0")).isZero();
    assertThatThrownBy(() -> Amounts.duration("x", "soon")).isInstanceOf(UsageException.class);
    assertThat(Amounts.size("x", "10GB")).isEqualTo(10_000_000_000L);
    assertThat(Amounts.size("x", "512MiB")).isEqualTo(512L << 20);
    assertThat(Amounts.size("x", "7")).isEqualTo(7);
    assertThatThrownBy(() -> Amounts.size("x", "big")).isInstanceOf(UsageException.class);
  }

  private int run(String... args) {
    return Main.run(args, console());
  }

  private String message() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void wrongUsageIsOneMessageWithAHint() {
    assertThat(run("build", "--targt", "x", ".")).isEqualTo(ExitCode.USAGE);
    assertThat(message()).contains("Unknown option: '--targt'").contains("did you mean --target");
    assertThat(run("frontend", "inspect", "--quiet", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(message())
        .contains("Unknown option: '--quiet'", "HINT: `bowsprit frontend inspect --help` lists");
  }

  @Test
  void aRecordingsFolderMustBeThereBeforeAnythingStarts() {
    assertThat(run("frontend", "trace", "--to", "nowhere/x", ".")).isEqualTo(ExitCode.USAGE);
    assertThat(message())
        .contains("--to nowhere/x: there is no folder " + folder.resolve("nowhere"));
    assertThat(folder.resolve("root")).doesNotExist();
  }

  @Test
  void anUnknownCommandIsSaid() {
    assertThat(run("bild")).isEqualTo(ExitCode.USAGE);
    assertThat(message()).contains("unknown command \"bild\"");
    assertThat(run("frontend", "lock")).isEqualTo(ExitCode.USAGE);
    assertThat(message())
        .contains("unknown command \"frontend lock\"", "HINT: one of inspect, package, trace");
  }

  @Test
  void aMissingContextOrBuildFileIsSaidBeforeAnythingStarts() throws IOException {
    assertThat(run("build")).isEqualTo(ExitCode.USAGE);
    assertThat(run("build", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(message()).contains("there is no folder nowhere");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("Containerfile"), "FROM scratch\n");
    assertThat(run("build", "other")).isEqualTo(ExitCode.USAGE);
    assertThat(message())
        .contains("there is no build file other/Dockerfile")
        .contains("did you mean -f other/Containerfile?");
    assertThat(folder.resolve("root")).doesNotExist();
  }

  @Test
  void helpIsShownOnStandardOutput() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(run("build", "--help")).isEqualTo(ExitCode.OK);
    assertThat(run("engine", "run", "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: bowsprit COMMAND", "--build-arg", "--metadata-file", "--idle");
  }

  @Test
  void anUnreachableDaemonHasItsOwnExitCode() {
    assertThat(run("build", "--addr", "unix://" + folder + "/nobody.sock", "."))
        .isEqualTo(ExitCode.NO_ENGINE);
  }

  @Test
  void whereNoEngineRunsItsStatusSaysSo() {
    assertThat(run("engine", "status")).isEqualTo(ExitCode.OK);
    assertThat(run("engine", "stop")).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("No engine runs for");
  }
}
