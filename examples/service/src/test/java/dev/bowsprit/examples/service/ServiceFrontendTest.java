package dev.bowsprit.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import org.junit.jupiter.api.Test;

class ServiceFrontendTest {

  private static final TestBuild BUILD =
      TestBuild.of(ServiceFrontend::new)
          .image("alpine", "{\"config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"/bin/sh\"]}}")
          .context("app", "#!/bin/sh");

  @Test
  void installsAndCopies() {
    Outcome outcome =
        BUILD
            .source(
                "service.yaml",
                """
                from: alpine
                install: curl

                copy: app /srv/app
                env: PORT=8080
                start: /srv/app --verbose
                """)
            .run();
    assertThat(outcome.graph())
        .contains("exec [/bin/sh, -c, apk add curl]", "mount /var/cache/apk = cache apk")
        .contains("copy #3:/app to /srv/app on #2", "at service.yaml [4:1-4:5]");
    assertThat(outcome.metadata("containerimage.config").orElseThrow())
        .contains("\"Env\":[\"PATH=/bin\",\"PORT=8080\"],\"Cmd\":[\"/srv/app\",\"--verbose\"]");
  }

  @Test
  void copiesFiles() {
    assertThat(BUILD.source("service.yaml", "from: alpine\ncopy: app /srv/app\n").run())
        .satisfies(outcome -> assertThat(outcome.file("/srv/app")).contains("#!/bin/sh"));
  }

  @Test
  void buildsForSeveralPlatforms() {
    Outcome outcome =
        BUILD
            .source("service.yaml", "from: alpine\n")
            .platforms("linux/arm64", "linux/s390x")
            .run();
    assertThat(outcome.definitions()).containsOnlyKeys("linux/arm64", "linux/s390x");
  }

  @Test
  void pointsAtAWrongKey() {
    assertThat(BUILD.source("service.yaml", "from: alpine\nisntall: curl\n").run().errorText())
        .isEqualTo(
            """
            unknown key "isntall" (did you mean install?)
            service.yaml:2:1
            --------------------
               1 |     from: alpine
               2 | >>> isntall: curl
                 |     ^^^^^^^
               3 |    \s
            --------------------
            """);
  }

  @Test
  void pointsAtAnImageThatIsNotThere() {
    assertThat(BUILD.source("service.yaml", "from: apline\n").run().errorText())
        .startsWith("docker.io/library/apline:latest: not found\nservice.yaml:1:1\n");
  }
}
