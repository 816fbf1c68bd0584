package dev.bowsprit.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.testkit.FrontendProcess;
import dev.bowsprit.frontend.testkit.TestBuild;
import org.junit.jupiter.api.Test;

/** The language as the process that its image starts. */
class ServiceProcessTest {

  private static final TestBuild BUILD =
      TestBuild.of(ServiceFrontend::new)
          .image("alpine", "{\"config\":{\"Env\":[\"PATH=/bin\"]}}")
          .context("app", "#!/bin/sh")
          .source("service.yaml", "from: alpine\ninstall: curl\ncopy: app /srv/app\n")
          .platforms("linux/amd64", "linux/arm64");

  @Test
  void answersAsInMemory() {
    FrontendProcess.Result result = FrontendProcess.ofMain(ServiceFrontend.class).run(BUILD);
    assertThat(result.exitCode()).isZero();
    assertThat(result.outcome().text()).isEqualTo(BUILD.run().text());
    assertThat(result.outcome().definitions()).isEqualTo(BUILD.run().definitions());
  }
}
