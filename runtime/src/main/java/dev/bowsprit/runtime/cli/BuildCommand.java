package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.cli.progress.ProgressDisplay;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit build}. */
final class BuildCommand implements Subcommand {

  private static final String DIGEST = "containerimage.digest";
  private static final String CONFIG_DIGEST = "containerimage.config.digest";

  private final Optional<Recording> recording;

  /**
   * What is to be recorded: by the engine, or here if the frontend runs here.
   *
   * @param options the options that ask the engine for it
   * @param file where a frontend that runs here is recorded
   */
  record Recording(Map<String, String> options, Path file) {}

  /** The command. */
  BuildCommand() {
    this.recording = Optional.empty();
  }

  /** The command, which also records what the frontend and the engine say to each other. */
  BuildCommand(Recording recording) {
    this.recording = Optional.of(recording);
  }

  @Override
  public String name() {
    return "build";
  }

  @Override
  public CommandSpec spec() {
    return BuildOptions.spec();
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    BuildPlan.Planned plan = BuildPlan.of(arguments, console);
    recording.ifPresent(wanted -> record(wanted, plan, arguments));
    String mode = mode(arguments, console);
    Warnings warnings = new Warnings();
    SolveResponse response;
    try (EngineOptions.Connected connected = EngineOptions.connect(arguments, console)) {
      try (ProgressDisplay display = ProgressOption.display(mode, console)) {
        response =
            connected
                .client()
                .build(
                    recorded(plan),
                    status -> {
                      warnings.add(status);
                      display.update(status);
                    });
      }
    } catch (GatewayException e) {
      plan.frontend().ifPresent(frontend -> frontend.showUnexpected(console));
      throw e;
    }
    if (!mode.equals("quiet") && !mode.equals("rawjson")) {
      warnings.print(console, Spec.is(arguments, "--debug"));
    }
    write(response, arguments, console);
    finish(response, plan, arguments, console);
    return ExitCode.OK;
  }

  private static void record(Recording wanted, BuildPlan.Planned plan, ParseResult arguments) {
    if (plan.frontend().isEmpty() && arguments.hasMatchedOption("--addr")) {
      throw new UsageException(
          "only this machine's engine records a frontend that an engine runs; --addr names another",
          "--frontend FILE.jar or local:NAME runs one here, where it is recorded");
    }
    plan.frontend().ifPresent(frontend -> frontend.recordTo(wanted.file()));
  }

  /** The build, with the options by which the engine records its frontend if it runs one. */
  private BuildClient.Build recorded(BuildPlan.Planned plan) {
    BuildClient.Build build = plan.build();
    if (recording.isEmpty() || plan.frontend().isPresent()) {
      return build;
    }
    return new BuildClient.Build(
        build.request().toBuilder().putAllFrontendAttrs(recording.get().options()).build(),
        build.offers(),
        build.sharedKey(),
        build.frontend());
  }

  private static String mode(ParseResult arguments, Console console) {
    if (Spec.is(arguments, "--quiet")) {
      return "quiet";
    }
    return ProgressOption.mode(
        arguments, console, console.environment().getOrDefault("BUILDKIT_PROGRESS", "auto"));
  }

  private static void write(SolveResponse response, ParseResult arguments, Console console)
      throws IOException {
    Map<String, String> values = response.getExporterResponseMap();
    String metadata = Spec.text(arguments, "--metadata-file");
    if (!metadata.isEmpty()) {
      writeWhole(console.path(metadata), metadata(values).indented("  ") + "\n");
    }
    String iidfile = Spec.text(arguments, "--iidfile");
    if (!iidfile.isEmpty()) {
      writeWhole(console.path(iidfile), imageId(values));
    }
  }

  /** What names the image in a Docker daemon: its config, or else its manifest. */
  private static String imageId(Map<String, String> response) {
    return response.getOrDefault(CONFIG_DIGEST, response.getOrDefault(DIGEST, ""));
  }

  /** The response as one object, in which what is JSON inside of base64 is JSON. */
  private static Json metadata(Map<String, String> response) {
    Json.Builder metadata = new Json.Builder();
    new TreeMap<>(response).forEach((key, value) -> metadata.put(key, decoded(value)));
    return metadata.build();
  }

  private static Json decoded(String value) {
    try {
      byte[] raw = Base64.getDecoder().decode(value);
      if (raw.length > 0 && raw[0] == '{') {
        return Json.parse(new String(raw, StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException | JsonSyntaxException e) {
      // an ordinary text
    }
    return Json.of(value);
  }

  private static void writeWhole(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new UsageException("cannot write a file at " + file);
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".bowsprit-", ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void finish(
      SolveResponse response, BuildPlan.Planned plan, ParseResult arguments, Console console) {
    if (Spec.is(arguments, "--quiet")) {
      String id = imageId(response.getExporterResponseMap());
      if (!plan.usesStdout() && !id.isEmpty()) {
        console.out().println(id);
      }
      return;
    }
    if (!plan.exports() && !mode(arguments, console).matches("quiet|rawjson")) {
      console
          .err()
          .println(
              "\nNo --output was asked for, so the result is kept in the cache only. To get it, add"
                  + " for instance --output type=oci,dest=image.tar");
    }
  }
}
