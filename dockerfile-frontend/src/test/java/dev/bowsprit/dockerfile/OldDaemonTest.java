package dev.bowsprit.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.Capabilities;
import org.junit.jupiter.api.Test;

/** Daemons that lack what a Dockerfile needs. */
class OldDaemonTest {

  private static String error(String instruction, String missing) {
    return TestBuild.of(DockerfileFrontend::new)
        .source("Dockerfile", "FROM base\n" + instruction + "\n")
        .image("base", "{\"rootfs\":{\"diff_ids\":[\"sha256:a\"]}}")
        .without(missing)
        .run()
        .errorText();
  }

  @Test
  void whatIsMissingIsToldInTheOfficialFrontendsWords() {
    assertThat(error("RUN --mount=type=secret,id=s,env=S x", Capabilities.EXEC_SECRET_ENV))
        .contains(
            "requested experimental feature exec.secretenv  is not supported by build server,"
                + " please update buildkit")
        .contains("Dockerfile:2");
    assertThat(error("WORKDIR /x", Capabilities.FILE_BASE))
        .contains(
            "needs BuildKit 0.5 or later: requested prerelease feature file.base  is not supported"
                + " by build server (added in BuildKit v0.5.0), please update buildkit");
  }
}
