package dev.bowsprit.examples.include;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.frontend.testkit.FileTree;
import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.frontend.testkit.junit.FrontendExtension;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IncludeTest {

  private static final String CONFIG = "{\"config\":{\"Env\":[\"PATH=/bin\"]}}";

  @RegisterExtension
  static final FrontendExtension FRONTEND =
      FrontendExtension.of(
          TestBuild.of(new IncludeFrontend()::frontend)
              .image("alpine", CONFIG, FileTree.empty().directory("/etc")));

  @Test
  void itsInstructionsStandInItsPlace(TestBuild build) {
    Outcome outcome =
        build
            .source("Dockerfile", "FROM alpine\nENV A=1\nINCLUDE ci/base.docker\nENV C=$B\n")
            .context("ci/base.docker", "ENV B=${A}2\n")
            .run();
    Outcome plain =
        build.source("Dockerfile", "FROM alpine\nENV A=1\nENV B=${A}2\nENV C=$B\n").run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.metadata("containerimage.config"))
        .isPresent()
        .isEqualTo(plain.metadata("containerimage.config"));
  }

  @Test
  void mayHoldStagesAndHereDocuments(TestBuild build) {
    Outcome outcome =
        build
            .source("Dockerfile", "include tools\nFROM scratch\nCOPY --from=tools /motd /etc/\n")
            .context("tools", "ARG WHO=you\nFROM alpine AS tools\nCOPY <<motd /\nhello\nmotd\n")
            .run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.file("/etc/motd")).contains("hello\n");
  }

  @Test
  void mayStandInAnIncludedFileAndTwice(TestBuild build) {
    Outcome outcome =
        build
            .source("Dockerfile", "FROM alpine\nINCLUDE a\nINCLUDE b\n")
            .context("a", "INCLUDE b\nLABEL a=1\n")
            .context("b", "LABEL b=1\n")
            .run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.metadata("containerimage.config").orElseThrow())
        .contains("\"Labels\":{\"a\":\"1\",\"b\":\"1\"}");
  }

  @Test
  void errorsOfSyntaxAreShownInTheIncludedFile(TestBuild build) {
    assertThat(
            build
                .source("Dockerfile", "FROM alpine\nINCLUDE base\n")
                .context("base", "ENV A=1\nRUNN true\n")
                .run()
                .errorText())
        .isEqualTo(
            """
            dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)
            base:2:1
            --------------------
               1 |     ENV A=1
               2 | >>> RUNN true
                 |     ^^^^
               3 |    \s
            --------------------
            """);
  }

  @Test
  void otherErrorsAreShownInTheIncludedFile(TestBuild build) {
    assertThat(
            build
                .source("Dockerfile", "FROM alpine\nINCLUDE base\n")
                .context("base", "\nENV A=1\nWORKDIR ${B?none}\n")
                .run()
                .errorText())
        .contains("B: none")
        .contains("base:3\n")
        .contains(">>> WORKDIR ${B?none}");
  }

  @Test
  void warningsAreShownInTheIncludedFile(TestBuild build) {
    TestBuild warned =
        build
            .source("Dockerfile", "FROM alpine\nINCLUDE base\n")
            .context("base", "ENV A=1\nMAINTAINER me\n");
    assertThat(warned.run().warnings())
        .singleElement()
        .asString()
        .startsWith("MaintainerDeprecated: ")
        .endsWith(" (line 2)");
    assertThat(warned.option("requestid", "frontend.lint").run().metadata("result.txt"))
        .get(InstanceOfAssertFactories.STRING)
        .contains("base:2\n", ">>> MAINTAINER me");
  }

  @Test
  void operationsComeFromTheIncludedFile(TestBuild build) {
    Outcome outcome =
        build
            .source("Dockerfile", "FROM alpine\nINCLUDE base\n")
            .context("base", "ENV A=1\nRUN true\n")
            .run();
    assertThat(outcome.definition().toProto().getSource().getInfosList())
        .extracting(info -> info.getFilename())
        .contains("base");
  }

  @Test
  void aMissingFileIsShownWhereItIsIncluded(TestBuild build) {
    assertThat(build.source("Dockerfile", "FROM alpine\nINCLUDE none\n").run().errorText())
        .startsWith(
            "\"none\" is not in the build context, or its ignore file excludes it\nDockerfile:2")
        .contains(">>> INCLUDE none");
  }

  @Test
  void aCircleIsShownWhereItCloses(TestBuild build) {
    assertThat(
            build
                .source("Dockerfile", "FROM alpine\nINCLUDE a\n")
                .context("a", "ENV A=1\nINCLUDE b\n")
                .context("b", "INCLUDE a\n")
                .run()
                .errorText())
        .startsWith("a contains itself: a → b → a\nb:1")
        .contains(">>> INCLUDE a");
  }

  @Test
  void wrongArgumentsAreShown(TestBuild build) {
    assertThat(build.source("Dockerfile", "FROM alpine\nINCLUDE a b\n").run().errorText())
        .startsWith("INCLUDE requires exactly one argument, a path\nDockerfile:2");
  }

  @Test
  void isNoTrigger(TestBuild build) {
    assertThat(build.source("Dockerfile", "FROM alpine\nONBUILD INCLUDE a\n").run().errorText())
        .contains("INCLUDE isn't allowed as an ONBUILD trigger");
  }

  @Test
  void isUnknownToTheLanguageWithoutIt() {
    assertThat(
            TestBuild.of(() -> new DockerfileFrontend(List.of()))
                .source("Dockerfile", "FROM scratch\nINCLUDE a\n")
                .run()
                .errorText())
        .contains("unknown instruction: INCLUDE");
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(
            TestBuild.of(DockerfileFrontend::new)
                .source("Dockerfile", "FROM scratch\nINCLUDE a\n")
                .context("a", "LABEL a=1\n")
                .run()
                .errorText())
        .isEmpty();
  }

  @Test
  void buildsForSeveralPlatforms(TestBuild build) {
    Outcome outcome =
        build
            .source("Dockerfile", "FROM scratch\nINCLUDE base\n")
            .context("base", "COPY <<f /\n1\nf\n")
            .platforms("linux/amd64", "linux/arm64")
            .run();
    assertThat(outcome.definitions()).containsOnlyKeys("linux/amd64", "linux/arm64");
  }
}
