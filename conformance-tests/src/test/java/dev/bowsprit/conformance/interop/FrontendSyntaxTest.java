package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a build file may name its frontend, whatever its language's comments look like. */
@ExtendWith(BowspritExtension.class)
class FrontendSyntaxTest {
  private static final String NAME = "example.com/language:1";
  private static final String EXIT = "exit code: 3";

  /** As in BuildKit, no line is shown for a member of a JSON object. */
  private static final int SOMEWHERE = -1;

  private static final int NOWHERE = 0;

  @TempDir Path work;

  /** Starts of files, and the line that names the frontend. */
  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("# syntax=NAME\n", 1),
        Arguments.of("#syntax =  NAME  \n", 1),
        Arguments.of("# SynTax=NAME\n", 1),
        Arguments.of("# syntax=NAME\r\n", 1),
        Arguments.of("# escape=`\n# syntax=NAME\n", 2),
        Arguments.of("// syntax=NAME\n", 1),
        Arguments.of("//syntax = NAME\n", 1),
        Arguments.of("{\"syntax\": \"NAME\", \"other\": [1]}\n", SOMEWHERE),
        Arguments.of("{\n  \"other\": 1,\n  \"syntax\": \"NAME\"\n}\n", SOMEWHERE),
        Arguments.of("#!/usr/bin/env buildctl\n# syntax=NAME\n", 2),
        Arguments.of("#!/usr/bin/env node\n// syntax=NAME\n", 2),
        Arguments.of("#!/usr/bin/env jq\n{\"syntax\": \"NAME\"}\n", SOMEWHERE),
        Arguments.of("\uFEFF# syntax=NAME\n", 1),
        Arguments.of("\uFEFF// syntax=NAME\n", 1),
        Arguments.of("\uFEFF{\"syntax\": \"NAME\"}\n", SOMEWHERE),
        Arguments.of("# a comment\n# syntax=NAME\nFROM scratch\n", NOWHERE),
        Arguments.of("\n# syntax=NAME\nFROM scratch\n", NOWHERE),
        Arguments.of("FROM scratch\n# syntax=NAME\n", NOWHERE),
        Arguments.of("FROM scratch\n// syntax=NAME\n", NOWHERE));
  }

  private Path context(String file) {
    return Context.of(work.resolve("context"), file.replace("NAME", NAME)).folder();
  }

  @ParameterizedTest
  @MethodSource("files")
  void isFoundInAnyLanguagesComments(String file, int line, Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "exit 3\n");

    Run run = bowsprit.build(context(file), frontend.as(NAME));

    if (line == NOWHERE) {
      assertThat(run.err()).doesNotContain(NAME + " failed");
    } else {
      assertThat(run.failed().err()).contains("frontend " + NAME + " failed: " + EXIT);
    }
    if (line > 0) {
      assertThat(run.err()).contains("Dockerfile:" + line);
    }
  }

  @Test
  void isFoundWhereBuildkitFindsIt(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "exit 3\n");
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      for (Arguments arguments : files().toList()) {
        String file = (String) arguments.get()[0];

        Run run =
            buildkit.build(
                context(file),
                bowsprit.base(),
                "--oci-layout=frontend=" + frontend.folder(),
                "--opt=context:%s=oci-layout:frontend@%s".formatted(NAME, frontend.digest()));

        assertThat(run.err().contains(EXIT))
            .as(file)
            .isEqualTo((int) arguments.get()[1] != NOWHERE);
      }
    }
  }
}
