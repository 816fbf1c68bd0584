package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.Image;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Programs that are no frontends; that those which are answer alike is tested with them. */
class FrontendProcessTest {

  private static final TestBuild BUILD =
      TestBuild.of(() -> request -> request.forEachPlatform(p -> Image.of(scratch())))
          .option("a", "b");

  @Test
  void tellsWhatAProgramPrintedThatDidNotAnswer() {
    FrontendProcess.Result result =
        FrontendProcess.of("sh", "-c", "echo $BUILDKIT_FRONTEND_OPT_0 >&2; exit 3").run(BUILD);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.cancelled()).isFalse();
    assertThatThrownBy(result::outcome)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the frontend's process ended with exit code 3 and no answer; it printed:\na=b\n");
  }

  @Test
  void endsTheConnectionOfProgramsThatTakeTooLong() {
    FrontendProcess.Result result =
        FrontendProcess.of("sh", "-c", "cat > /dev/null; exit 1")
            .timeout(Duration.ofMillis(50))
            .run(BUILD);
    assertThat(result.cancelled()).isTrue();
    assertThatThrownBy(result::outcome)
        .hasMessage(
            "the frontend's process took too long and ended with exit code 1 and no answer");
  }

  @Test
  void saysThatAProgramIsNotThere() {
    assertThatThrownBy(() -> FrontendProcess.of("/no/such/program").run(BUILD))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/no/such/program");
  }
}
