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
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit build}. */
final class BuildCommand implements Subcommand {

  private static final String DIGEST = "containerimage.digest";
  private static final String CONFIG_DIGEST = "containerimage.config.digest";

  private final Map<String, String> more;

  /** The command. */
  BuildCommand() {
    this(Map.of());
  }

  /** The command with options of the frontend beside those that are typed. */
  BuildCommand(Map<String, String> more) {
    this.more = Map.copyOf(more);
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
    String mode = mode(arguments, console);
    Warnings warnings = new Warnings();
    SolveResponse response;
    try (EngineOptions.Connected connected = EngineOptions.connect(arguments, console)) {
      try (ProgressDisplay display = ProgressOption.display(mode, console)) {
        response =
            connected
                .client()
                .build(
                    withMore(plan.build()),
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

  private BuildClient.Build withMore(BuildClient.Build build) {
    if (more.isEmpty()) {
      return build;
    }
    return new BuildClient.Build(
        build.request().toBuilder().putAllFrontendAttrs(more).build(),
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
