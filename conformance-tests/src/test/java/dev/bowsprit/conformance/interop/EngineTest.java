package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The engine in the background: how it starts, is shared, is interrupted and ends. */
@ExtendWith(BowspritExtension.class)
class EngineTest {
  @TempDir Path work;

  private static final String IDENTITY =
      """
      FROM busybox AS build
      RUN cat /proc/sys/kernel/random/uuid > /id
      FROM scratch
      COPY --from=build /id /
      """;

  @Test
  void twoFirstBuildsAtTheSameMomentShareTheirSteps() {
    Path context = Context.of(work.resolve("context"), IDENTITY).folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      String[] one =
          bowsprit.buildArguments(context, "-o", "type=local,dest=" + work.resolve("one"));
      String[] two =
          bowsprit.buildArguments(context, "-o", "type=local,dest=" + work.resolve("two"));
      var first = bowsprit.start(one);
      var second = bowsprit.start(two);
      Programs.await(List.of(one), first).ok();
      Programs.await(List.of(two), second).ok();

      assertThat(work.resolve("one/id")).hasSameTextualContentAs(work.resolve("two/id"));
    }
  }

  @Test
  void tellsWhetherItRuns() {
    Path context = Context.of(work.resolve("context"), "FROM scratch\nLABEL a=b\n").folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      bowsprit.build(context).ok();
      Run running = bowsprit.run("engine", "status").ok();
      bowsprit.run("engine", "stop").ok();
      Run stopped = bowsprit.run("engine", "status");

      assertThat(running.out()).contains(bowsprit.root().toString());
      assertThat(stopped.out()).isNotEqualTo(running.out());
      assertThat(bowsprit.engine()).isEmpty();
    }
  }

  @Test
  void worksInTheProcessOfTheCommandLine() {
    Path context = Context.of(work.resolve("context"), IDENTITY).folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      bowsprit.build(context, "--embedded", "-o", "type=local,dest=" + work.resolve("out")).ok();

      assertThat(work.resolve("out/id")).isNotEmptyFile();
      assertThat(bowsprit.engine()).isEmpty();
    }
  }

  /** Ctrl-C: the step's processes end, and the next build works. */
  @Test
  void anInterruptEndsTheStep() throws IOException, InterruptedException {
    String mark = "86" + System.nanoTime() % 1_000_000;
    var context = Context.of(work.resolve("context"), "FROM busybox\nRUN sleep " + mark + "\n");
    Path archive = work.resolve("image.tar");
    try (var bowsprit = BowspritExtension.own(work)) {
      String[] arguments =
          bowsprit.buildArguments(context.folder(), "-o", "type=oci,dest=" + archive);
      var build = bowsprit.start(arguments);
      while (sleepers(mark) == 0) {
        assertThat(build.process().waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      Programs.signal("INT", build.process().pid());
      Run run = Programs.await(List.of(arguments), build);

      assertThat(run.status()).isEqualTo(130);
      assertThat(archive).doesNotExist();
      bowsprit.run("engine", "stop").ok();
      assertThat(sleepers(mark)).isZero();
      assertThat(bowsprit.hasMounts()).isFalse();
    }
  }

  private static long sleepers(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").endsWith(" " + mark))
        .count();
  }
}
