package dev.bowsprit.conformance.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.runtime.cli.Console;
import dev.bowsprit.runtime.cli.ExitCode;
import dev.bowsprit.runtime.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bowsprit lint} with the Dockerfile frontend, as a user runs it. */
class LintCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;

  private int lint(String stdin, String... arguments) {
    Console console =
        new Console(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of(),
            folder);
    String[] all = new String[arguments.length + 1];
    all[0] = "lint";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(all, console);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileInWhichNothingIsWrongGivesZero() throws IOException {
    write("Dockerfile", "FROM alpine:3.20\nRUN x\n");
    assertThat(lint("")).isEqualTo(ExitCode.OK);
    assertThat(output()).isEqualTo("Nothing is wrong in Dockerfile\n");
  }

  @Test
  void showsTheLinesOfViolations() throws IOException {
    write("Dockerfile", "FROM alpine:3.20\nMAINTAINER me\n");
    assertThat(lint("", ".")).isEqualTo(ExitCode.FAILED);
    assertThat(output())
        .contains("WARNING: MaintainerDeprecated: ")
        .contains("./Dockerfile:2\n")
        .contains("   2 | >>> MAINTAINER me\n")
        .endsWith("1 problem in ./Dockerfile\n");
  }

  @Test
  void pointsAtWhatWouldStopTheBuild() throws IOException {
    write("a.Dockerfile", "# syntax=docker/dockerfile:1\nFROM alpine\nRUNN x\n");
    assertThat(lint("", "a.Dockerfile")).isEqualTo(ExitCode.FAILED);
    assertThat(output())
        .contains("ERROR: dockerfile parse error on line 3: unknown instruction: RUNN")
        .contains("a.Dockerfile:3:1\n")
        .contains("     ^^^^\n");
  }

  @Test
  void rulesAreChosenAndSkipped() throws IOException {
    String file = "FROM alpine:3.20 AS Base\nMAINTAINER me\n";
    assertThat(lint(file, "--rule", "StageNameCasing", "-")).isEqualTo(ExitCode.FAILED);
    assertThat(output()).contains("StageNameCasing").doesNotContain("MaintainerDeprecated");
    assertThat(lint(file, "--skip", "stagenamecasing", "--skip", "MaintainerDeprecated", "-"))
        .isEqualTo(ExitCode.OK);
    assertThat(lint(file, "--skip", "all", "-")).isEqualTo(ExitCode.OK);
  }

  @Test
  void readsWhatTheContextIgnores() throws IOException {
    write("Dockerfile", "FROM scratch\nCOPY secret.txt /\n");
    assertThat(lint("")).isEqualTo(ExitCode.OK);
    write(".dockerignore", "secret.txt\n");
    assertThat(lint("")).isEqualTo(ExitCode.FAILED);
    assertThat(output()).contains("CopyIgnoredFile");
  }

  @Test
  void experimentalRulesRunIfTheyAreAskedFor() {
    String file = "# about nothing\nARG A=1\nFROM scratch\n";
    assertThat(lint(file, "-")).isEqualTo(ExitCode.OK);
    assertThat(lint(file, "--experimental", "-")).isEqualTo(ExitCode.FAILED);
    assertThat(output()).contains("InvalidDefinitionDescription");
  }

  @Test
  void writesJsonForPrograms() throws IOException {
    write("Dockerfile", "FROM alpine:3.20\nMAINTAINER me\n");
    lint("", "--format", "json");
    JsonNode file = new ObjectMapper().readTree(output()).path(0);
    assertThat(file.path("file").asText()).isEqualTo("Dockerfile");
    JsonNode finding = file.path("findings").path(0);
    assertThat(finding.path("rule").asText()).isEqualTo("MaintainerDeprecated");
    assertThat(finding.path("ranges").path(0).path("startLine").asInt()).isEqualTo(2);
  }

  @Test
  void writesSarif() throws IOException {
    write("Dockerfile", "FROM alpine:3.20\nMAINTAINER me\nRUN x\nMAINTAINER you\n");
    lint("", "--format", "sarif");
    JsonNode log = new ObjectMapper().readTree(output());
    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    JsonNode run = log.path("runs").path(0);
    assertThat(run.path("tool").path("driver").path("rules")).hasSize(1);
    assertThat(run.path("results")).hasSize(2);
    JsonNode second = run.path("results").path(1);
    assertThat(second.path("ruleIndex").asInt()).isZero();
    JsonNode place = second.path("locations").path(0).path("physicalLocation");
    assertThat(place.path("artifactLocation").path("uri").asText()).isEqualTo("Dockerfile");
    assertThat(place.path("region").path("startLine").asInt()).isEqualTo(4);
  }

  @Test
  void pathsInSarifAreReferences() throws IOException {
    write("a é#%.Dockerfile", "FROM alpine:3.20\nMAINTAINER me\n");
    lint("", "--format", "sarif", "a é#%.Dockerfile");
    assertThat(output()).contains("\"a%20%C3%A9%23%25.Dockerfile\"");
  }

  @Test
  void wrongCommandLinesAndMissingFilesAreToldApart() {
    assertThat(lint("", "--format", "xml")).isEqualTo(ExitCode.USAGE);
    assertThat(lint("", "nosuch")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no such file or directory");
  }
}
