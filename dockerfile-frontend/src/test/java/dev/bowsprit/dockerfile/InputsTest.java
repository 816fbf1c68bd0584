package dev.bowsprit.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import org.junit.jupiter.api.Test;

/** Builds whose files are what other builds made. */
class InputsTest {

  private static State dockerfile(String text) {
    return Llb.scratch().file(FileAction.mkfile("Dockerfile", 0644, text));
  }

  @Test
  void aClientNeedNotOfferFilesToABuildThatCopiesNone() {
    Outcome outcome =
        TestBuild.of(DockerfileFrontend::new)
            .withoutFiles()
            .input("dockerfile", dockerfile("FROM scratch\nENV a=b\n"))
            .platforms("linux/amd64", "linux/arm64")
            .run();
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.metadata("containerimage.config/linux/arm64"))
        .hasValueSatisfying(config -> assertThat(config).contains("a=b"));
  }

  @Test
  void anInputThatIsNoDefinitionIsAnError() {
    Outcome outcome = TestBuild.of(DockerfileFrontend::new).input("context", Llb.scratch()).run();
    assertThat(outcome.errorText()).contains("invalid nil input definition to definition op");
  }
}
