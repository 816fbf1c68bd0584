package dev.bowsprit.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.conformance.interop.PackagedFrontends;
import dev.bowsprit.frontend.testkit.TestBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes a frontend's process start fast, told without a clock: the Java runtime takes its
 * classes from the AOT cache, and makes none.
 */
@ExtendWith(PackagedFrontends.Extension.class)
class FrontendStartTest {

  /** How many classes a build may need that the one of the training did not. */
  private static final int OTHERS = 5;

  @TempDir Path work;

  private List<String> classesBesideTheCache(
      PackagedFrontends frontends, String tag, TestBuild build)
      throws IOException, InterruptedException {
    Path log = work.resolve("log");
    var image =
        FrontendImage.unpack("packaged", frontends.layout(), tag, work.resolve("root"), log);
    Path classes = work.resolve("classes");
    List<String> command = new java.util.ArrayList<>(image.program());
    command.add(command.indexOf("-cp"), "-Xlog:class+load:file=" + classes);
    FrontendStart start = FrontendStart.of(command, image.root(), build, log);

    assertThat(start.calls()).startsWith("Ping").endsWith("Return").contains("Solve");
    List<String> loaded = Files.readAllLines(classes);
    assertThat(loaded).hasSizeGreaterThan(1000);
    return loaded.stream().filter(line -> !line.contains("shared objects file")).toList();
  }

  private static void areFew(List<String> classes) {
    assertThat(classes)
        .as("classes that the AOT cache lacks; is there a kind of call that it cannot hold?")
        .hasSizeLessThanOrEqualTo(OTHERS)
        .noneMatch(line -> line.contains("LambdaForm") || line.contains("$$"));
  }

  @Test
  void dockerfilesAreBuiltByClassesOfTheCache(PackagedFrontends frontends)
      throws IOException, InterruptedException {
    areFew(
        classesBesideTheCache(frontends, PackagedFrontends.DOCKERFILE, StartupBench.dockerfile()));
  }

  @Test
  void theExampleRunsByClassesOfTheCache(PackagedFrontends frontends)
      throws IOException, InterruptedException {
    areFew(classesBesideTheCache(frontends, PackagedFrontends.SERVICE, StartupBench.service()));
  }
}
