package dev.bowsprit.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.testkit.FileTree;
import dev.bowsprit.frontend.testkit.Golden;
import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.frontend.testkit.junit.FrontendExtension;
import dev.bowsprit.trace.Replay;
import dev.bowsprit.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class ServiceFrontendTest {

  private static final FileTree ALPINE =
      FileTree.empty().file("/etc/apk/world", "busybox\n").directory("/srv");

  @RegisterExtension
  static final FrontendExtension FRONTEND =
      FrontendExtension.of(
          TestBuild.of(ServiceFrontend::new)
              .image("alpine", "{\"config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"sh\"]}}", ALPINE)
              .context("app", "#!/bin/sh"));

  @Test
  void installsAndCopies(TestBuild build, Golden golden) {
    golden.check(
        build
            .source(
                "service.yaml",
                """
                from: alpine
                install: curl

                copy: app /srv/app
                env: PORT=8080
                start: /srv/app --verbose
                """)
            .run());
  }

  @Test
  void hasTheFilesOfItsImageAndItsContext(TestBuild build) {
    Outcome outcome = build.source("service.yaml", "from: alpine\ncopy: app /srv/app\n").run();
    assertThat(outcome.file("/srv/app")).contains("#!/bin/sh");
    assertThat(outcome.file("/etc/apk/world")).contains("busybox\n");
  }

  @Test
  void hasWhatItInstalls(TestBuild build) {
    Outcome outcome =
        build
            .source("service.yaml", "from: alpine\ninstall: curl\n")
            .exec("apk add", call -> call.write("/usr/bin/curl", "ELF"))
            .run();
    assertThat(outcome.file("/usr/bin/curl")).contains("ELF");
  }

  @Test
  void buildsForSeveralPlatforms(TestBuild build) {
    Outcome outcome =
        build
            .source("service.yaml", "from: alpine\n")
            .platforms("linux/arm64", "linux/s390x")
            .run();
    assertThat(outcome.definitions()).containsOnlyKeys("linux/arm64", "linux/s390x");
  }

  @Test
  void buildsByTheDaemonOfDocker2010(TestBuild build) {
    Outcome outcome =
        build.daemon("0.8").source("service.yaml", "from: alpine\ncopy: app /srv/app\n").run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.file("/srv/app")).contains("#!/bin/sh");
  }

  @Test
  void pointsAtAWrongKey(TestBuild build) {
    assertThat(build.source("service.yaml", "from: alpine\nisntall: curl\n").run().errorText())
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
  void pointsAtAnImageThatIsNotThere(TestBuild build) {
    assertThat(build.source("service.yaml", "from: apline\n").run().errorText())
        .startsWith("docker.io/library/apline:latest: not found\nservice.yaml:1:1\n");
  }

  @Test
  void isPlayedBack(TestBuild build, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("build.jsonl");
    build.source("service.yaml", "from: alpine\ninstall: curl\n").record(file);
    Trace trace = Trace.read(file);
    assertThat(Replay.run(trace, new ServiceFrontend())).isEmpty();
    assertThatThrownBy(() -> Replay.run(trace, request -> request.forEachPlatform(p -> null)))
        .isInstanceOf(RuntimeException.class)
        .hasMessageStartingWith(file + ":");
  }
}
