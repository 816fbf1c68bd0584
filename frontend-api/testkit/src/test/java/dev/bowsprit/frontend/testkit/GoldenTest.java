package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.testkit.junit.FrontendExtension;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class GoldenTest {

  /** Runs each line of its source. */
  private static final TestBuild BUILD =
      TestBuild.of(
              () ->
                  request -> {
                    SourceFile source = request.source("x.yaml", "YAML");
                    List<String> lines = source.text().lines().toList();
                    State state = image("base");
                    for (int i = 0; i < lines.size(); i++) {
                      state = state.run(lines.get(i)).at(source.at(SourceRange.line(i + 1))).root();
                    }
                    State last = state;
                    return request.forEachPlatform(p -> Image.of(last));
                  })
          .image("base", "{}");

  @RegisterExtension static final FrontendExtension FRONTEND = FrontendExtension.of(BUILD);

  @TempDir Path folder;

  @Test
  void comparesWithTheFileNamedAfterTheTest(TestBuild build, Golden golden) {
    assertThat(golden.file())
        .hasToString(
            "src/test/resources/dev/bowsprit/frontend/testkit/"
                + "GoldenTest.comparesWithTheFileNamedAfterTheTest.txt");
    golden.check(build.source("x.yaml", "one\ntwo\n").run());
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void showsTheLinesThatDifferBelowTheSourceLinesTheyComeFrom() throws IOException {
    Golden golden = Golden.at(folder.resolve("x.txt"));
    Files.writeString(golden.file(), BUILD.source("x.yaml", "one\ntwo\nthree\n").run().text());
    Outcome other = BUILD.source("x.yaml", "one\n2\nthree\n").run();
    assertThatThrownBy(() -> with("", () -> golden.check(other)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            the frontend's answer is not the one in %s:

            #3 exec [2]
            x.yaml:2: 2
              - #3 exec [two]
              + #3 exec [2]

            To accept it, run with -Dbowsprit.golden=update."""
                .formatted(golden.file()));
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void writesTheFileWhenTold() throws IOException {
    Golden golden = Golden.at(folder.resolve("new/x.txt"));
    Outcome outcome = BUILD.source("x.yaml", "one\n").run();
    assertThatThrownBy(() -> with("", () -> golden.check(outcome)))
        .hasMessageStartingWith("there is no " + golden.file() + " yet; the frontend's answer is:");
    with("update", () -> golden.check(outcome));
    assertThat(golden.file()).hasContent(outcome.text());
    with("", () -> golden.check(outcome));
  }

  private static void with(String property, Runnable work) {
    String before = System.getProperty(Golden.PROPERTY, "");
    System.setProperty(Golden.PROPERTY, property);
    try {
      work.run();
    } finally {
      System.setProperty(Golden.PROPERTY, before);
    }
  }
}
