package dev.bowsprit.runtime.cli;

import static dev.bowsprit.llb.Llb.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlbCommandsTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve("a.llb"), graph("a"));
    Files.write(folder.resolve("b.llb"), graph("b"));
  }

  private static byte[] graph(String command) {
    return image("alpine").run(command).root().marshal().toBytes();
  }

  private int run(byte[] input, String... args) {
    out.reset();
    err.reset();
    return Main.run(
        args,
        new Console(
            new ByteArrayInputStream(input),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of(),
            folder));
  }

  private int run(String... args) {
    return run(new byte[0], args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void viewShowsAFileOrStandardInputAsText() {
    assertThat(run("llb", "view", "a.llb")).isZero();
    assertThat(out()).contains("#2 exec [a]\n").contains("    needs exec.meta.base");
    String ofFile = out();
    assertThat(run(graph("a"), "llb", "view")).isZero();
    assertThat(out()).isEqualTo(ofFile);
  }

  @Test
  void viewWritesAPageAPictureOrJson() throws IOException {
    assertThat(run("llb", "view", "--format", "svg", "a.llb")).isZero();
    assertThat(out()).startsWith("<svg ");
    assertThat(run("llb", "view", "--format", "json", "a.llb")).isZero();
    assertThat(out()).startsWith("{\"Op\":");
    assertThat(run("llb", "view", "-o", "a.html", "a.llb")).isZero();
    assertThat(folder.resolve("a.html")).content().startsWith("<!doctype html>");
  }

  @Test
  void diffAnswersAsDiffDoes() {
    assertThat(run("llb", "diff", "a.llb", "a.llb")).isZero();
    assertThat(out()).isEmpty();
    assertThat(run("llb", "diff", "a.llb", "b.llb")).isEqualTo(1);
    assertThat(out()).contains("exec.meta.args[0]\n      - a\n      + b\n");
    assertThat(run(graph("b"), "llb", "diff", "-q", "-", "b.llb")).isZero();
    assertThat(run("llb", "diff", "a.llb", "absent.llb")).isEqualTo(2);
    assertThat(err()).isEqualTo("ERROR: cannot read the file absent.llb\n");
  }

  @Test
  void whatIsNoDefinitionIsToldWithAHint() {
    assertThat(run("FROM scratch\n".getBytes(StandardCharsets.UTF_8), "llb", "view")).isEqualTo(2);
    assertThat(err())
        .startsWith("ERROR: standard input is no definition: ")
        .contains("HINT: it is a text; `bowsprit llb dump PATH` writes");
    assertThat(run("llb", "view")).isEqualTo(2);
    assertThat(err()).startsWith("ERROR: standard input is empty\n");
    assertThat(run("llb", "view", "--format", "pdf", "a.llb")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ERROR: unknown --format pdf\nHINT: one of text, html, svg, json\n");
    assertThat(run("llb")).isEqualTo(2);
  }
}
