package dev.bowsprit.dockerfile.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.frontend.testkit.FileTree;
import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.SourceMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An instruction of a dialect that is a step of its stage. */
class StepTest {

  private static final String CONFIG =
      "{\"config\":{\"Env\":[\"PATH=/bin\"]},\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}";

  /** {@code STAMP path text}: a file, and a label that names it. */
  private static class Stamp implements Extension {

    @Override
    public String name() {
      return "STAMP";
    }

    @Override
    public Dispatch parse(Use use) {
      if (use.arguments().size() != 2) {
        throw new IllegalArgumentException("STAMP requires a path and a text");
      }
      return (Step)
          stage -> {
            String path = stage.expand(use.arguments().getFirst());
            String text = stage.expand(use.arguments().getLast());
            if (!path.startsWith("/")) {
              throw new IllegalArgumentException("STAMP's path is not absolute: " + path);
            }
            List<String> env = new ArrayList<>(stage.image().config().env());
            env.add("STAMP=" + path);
            return stage
                .after(stage.files().mkfile(path, 0644, text))
                .editConfig(config -> config.addLabels(Map.of("stamp", path)).env(env).user("me"));
          };
    }
  }

  /** {@code BANNER}: what it stands for has a step of the dialect. */
  private static final class Banner implements Extension {

    @Override
    public String name() {
      return "BANNER";
    }

    @Override
    public Texts parse(Use use) {
      byte[] text = "STAMP /banner hello\n".getBytes(StandardCharsets.UTF_8);
      return _ -> List.of(SourceMap.of("banner", "Dockerfile", text));
    }
  }

  /** {@code HOLD command}: a command. */
  private static final class Hold implements Extension {

    @Override
    public String name() {
      return "HOLD";
    }

    @Override
    public Step parse(Use use) {
      return stage ->
          stage.after(
              stage
                  .files()
                  .run(use.arguments().stream().map(stage::expand).toList())
                  .mount("/context", stage.context()));
    }
  }

  private static TestBuild build(String dockerfile) {
    List<Extension> dialect = List.of(new Stamp(), new Banner(), new Hold());
    return TestBuild.of(() -> new DockerfileFrontend(dialect))
        .image("alpine", CONFIG, FileTree.empty().directory("/etc"))
        .source("Dockerfile", dockerfile);
  }

  @Test
  void changesFilesAndConfig() {
    Outcome outcome = build("FROM alpine\nARG V=1\nSTAMP /etc/stamp v$V\nENV W=$STAMP\n").run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.file("/etc/stamp")).contains("v1");
    assertThat(outcome.metadata("containerimage.config").orElseThrow())
        .contains("\"stamp\":\"/etc/stamp\"", "\"STAMP=/etc/stamp\"", "\"W=/etc/stamp\"")
        .contains("\"User\":\"me\"")
        .contains(
            "{\"created_by\":\"STAMP /etc/stamp v$V\",\"comment\":\"buildkit.dockerfile.v0\"}");
  }

  @Test
  void isANumberedStepAtItsLines() {
    Outcome outcome = build("FROM alpine\nHOLD echo \\\n hi\nSTAMP /a b\nRUN true\n").run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.graph())
        .contains("[2/4] HOLD echo", "[3/4] STAMP /a b", "[4/4] RUN true")
        .contains("at Dockerfile [2:0-2:0, 3:0-3:0]", "at Dockerfile [4:0-4:0]");
  }

  @Test
  void mayStandInAText() {
    Outcome outcome = build("FROM alpine\nBANNER\n").run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.file("/banner")).contains("hello");
    assertThat(outcome.definition().toProto().getSource().getInfosList())
        .extracting(info -> info.getFilename())
        .contains("banner");
  }

  @Test
  void isCarriedOutForEachPlatform() {
    Outcome outcome =
        build("FROM scratch\nARG TARGETARCH\nSTAMP /a $TARGETARCH\n")
            .platforms("linux/amd64", "linux/arm64")
            .run();
    assertThat(outcome.files("linux/amd64").text("/a")).contains("amd64");
    assertThat(outcome.files("linux/arm64").text("/a")).contains("arm64");
  }

  @Test
  void whatIsWrongIsShownAtTheInstruction() {
    assertThat(build("FROM alpine\nSTAMP /a\n").run().errorText())
        .startsWith("STAMP requires a path and a text\nDockerfile:2");
    assertThat(build("FROM alpine\nSTAMP a b\n").run().errorText())
        .startsWith("STAMP's path is not absolute: a\nDockerfile:2");
    assertThat(build("FROM alpine\nSTAMP ${A b c\n").run().errorText())
        .contains("Dockerfile:2", ">>> STAMP ${A b");
    assertThat(build("STAMP /a b\nFROM alpine\n").run().errorText())
        .startsWith("no build stage in current context\nDockerfile:1");
  }

  @Test
  void undefinedVariablesAreWarnedOf() {
    assertThat(build("FROM alpine\nSTAMP /a $NONE\n").run().warnings())
        .contains("UndefinedVar: Usage of undefined variable '$NONE' (line 2)");
  }

  @Test
  void aDirectiveIsNone() {
    Extension directive =
        new Stamp() {
          @Override
          public Kind kind() {
            return Kind.DIRECTIVE;
          }

          @Override
          public Step parse(Use use) {
            return stage -> stage;
          }
        };
    assertThat(
            TestBuild.of(() -> new DockerfileFrontend(List.of(directive)))
                .source("Dockerfile", "# stamp=1\nFROM scratch\n")
                .run()
                .errorText())
        .startsWith("a directive is no step: stamp\nDockerfile:1");
  }
}
