package dev.bowsprit.examples.include;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.dockerfile.extension.Extension;
import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide's instruction that is a step of its stage. */
class StepTest {

  public static final class Stamp implements Extension {

    @Override
    public String name() {
      return "STAMP";
    }

    @Override
    public Step parse(Use use) {
      if (use.arguments().size() != 2) {
        throw new IllegalArgumentException("STAMP requires a path and a text");
      }
      return stage -> {
        String path = stage.expand(use.arguments().getFirst());
        String text = stage.expand(use.arguments().getLast());
        return stage
            .after(stage.files().mkfile(path, 0644, text))
            .editConfig(config -> config.addLabels(Map.of("stamp", path)));
      };
    }
  }

  @Test
  void writesTheFileAndLabelsTheImage() {
    Outcome outcome =
        TestBuild.of(() -> new DockerfileFrontend(List.of(new Stamp())))
            .source("Dockerfile", "FROM scratch\nARG V=2\nSTAMP /version v$V\n")
            .run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.file("/version")).contains("v2");
    assertThat(outcome.metadata("containerimage.config").orElseThrow())
        .contains("\"Labels\":{\"stamp\":\"/version\"}");
  }
}
