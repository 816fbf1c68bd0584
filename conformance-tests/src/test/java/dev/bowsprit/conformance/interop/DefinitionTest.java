package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.runtime.control.EngineFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that programs write and other programs read. */
@ExtendWith(BowspritExtension.class)
class DefinitionTest {

  @TempDir Path work;

  private static String java(String image) {
    return "'%s/bin/java' -cp '%s' %s %s"
        .formatted(
            System.getProperty("java.home"),
            System.getProperty("java.class.path"),
            GraphProgram.class.getName(),
            image);
  }

  private Path pipe(String program, String address, String name) {
    Path out = work.resolve(name);
    String build =
        "%s | '%s' --addr=%s build --progress=plain --output=type=local,dest=%s"
            .formatted(program, FrontendLayout.peer("buildctl"), address, out);
    Programs.run(List.of("/bin/sh", "-c", build), Map.of()).ok();
    return out;
  }

  @Test
  void oneThatAProgramPrintsIsBuiltByBuildctl(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      String program = java(registry.put(bowsprit, "base:1"));
      bowsprit.run("build", "-o", work.resolve("warm").toString(), empty()).ok();
      Path socket = EngineFiles.of(bowsprit.root(), Map.of()).socket();
      for (Path out :
          List.of(
              pipe(program, buildkit.address(), "buildkit-out"),
              pipe(program, "unix://" + socket, "bowsprit-out"))) {
        assertThat(out.resolve("greeting")).hasContent("hello");
        assertThat(out.resolve("made")).hasContent("made by root");
      }
    }
  }

  /** A context of which a build starts the engine. */
  private String empty() {
    return Context.of(work.resolve("empty"), "FROM scratch\nLABEL a=b\n").folder().toString();
  }

  @Test
  void oneOfADockerfileIsBuiltByBuildctl(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Context context =
          Context.of(
              work.resolve("context"),
              "FROM scratch\nWORKDIR /made\nCOPY <<EOF /made/text\nof a Dockerfile\nEOF\n");
      Path file = work.resolve("definition");
      bowsprit.run("llb", "dump", context.folder().toString(), "-o", file.toString()).ok();

      Path out = pipe("cat " + file, buildkit.address(), "out");

      assertThat(out.resolve("made/text")).hasContent("of a Dockerfile");
    }
  }

  @Test
  void bothEnginesAnswerTheSameDefinition(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Context context =
          Context.of(work.resolve("context"), "FROM scratch\nCOPY a /\nWORKDIR /b\n")
              .file("a", "a");
      String folder = context.folder().toString();
      String one = work.resolve("one").toString();
      String two = work.resolve("two").toString();
      bowsprit.run("llb", "dump", folder, "-o", one).ok();
      bowsprit.run("llb", "dump", folder, "-o", two, "--addr=" + buildkit.address()).ok();

      Run diff = bowsprit.run("llb", "diff", one, two);

      assertThat(diff.out()).isEmpty();
      assertThat(diff.status()).isZero();
    }
  }
}
