package dev.bowsprit.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import org.junit.jupiter.api.Test;

/** Images whose ONBUILD instructions need images. */
class TriggersTest {

  @Test
  void anImageMayTakeFilesFromItself() {
    Outcome outcome =
        TestBuild.of(DockerfileFrontend::new)
            .source("Dockerfile", "FROM self\nRUN after\n")
            .image(
                "self",
                "{\"config\":{\"OnBuild\":[\"COPY --from=self /a /b\"]},\"rootfs\":{\"diff_ids\":[\"sha256:a\"]}}")
            .run();
    assertThat(outcome.error()).isEmpty();
  }
}
