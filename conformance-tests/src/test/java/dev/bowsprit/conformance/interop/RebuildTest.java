package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a second build runs, and what it takes from the cache. */
@ExtendWith(BowspritExtension.class)
class RebuildTest {
  private static final Instant TIME = Instant.parse("2024-02-29T12:00:00Z");

  @TempDir Path work;

  /** Two branches, one for each file; the mark keeps the tests apart in the cache they share. */
  private Context context(String mark) {
    return Context.of(
            work.resolve("context"),
            """
            FROM busybox AS base
            RUN echo %s > /mark
            FROM base AS left
            COPY left.txt /
            RUN cat left.txt > /seen
            FROM base AS right
            COPY right.txt /
            RUN stat -c '%%a' right.txt > /seen; cat right.txt >> /seen
            FROM scratch
            COPY --from=left /seen /left
            COPY --from=right /seen /right
            """
                .formatted(mark))
        .file("left.txt", "left " + mark)
        .file("right.txt", "right " + mark);
  }

  private Run build(Bowsprit bowsprit, Path context) {
    return bowsprit.build(context, "-o", "type=local,dest=" + work.resolve("out")).ok();
  }

  @Test
  void takesEverythingFromTheCache(Bowsprit bowsprit) {
    Path context = context("everything").folder();
    assertThat(build(bowsprit, context).ran()).hasSize(7);

    Run second = build(bowsprit, context);
    assertThat(second.ran()).isEmpty();
    assertThat(second.cached()).isNotEmpty();
  }

  @Test
  void takesEverythingFromTheCacheAfterTheEngineWasStopped() {
    Path context = context("stopped").folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      build(bowsprit, context);
      bowsprit.run("engine", "stop").ok();

      assertThat(build(bowsprit, context).ran()).isEmpty();
    }
  }

  @Test
  void takesEverythingFromTheCacheAfterTheEngineWasKilled() {
    Path context = context("killed").folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      build(bowsprit, context);
      bowsprit.killEngine();

      assertThat(build(bowsprit, context).ran()).isEmpty();
    }
  }

  @Test
  void takesEverythingFromTheCacheForACopyOfTheContext(Bowsprit bowsprit) {
    Path context = context("copied").folder();
    build(bowsprit, context);
    Path copy = work.resolve("elsewhere");
    Programs.run("cp", "-r", context.toString(), copy.toString()).ok();

    assertThat(build(bowsprit, copy).ran()).isEmpty();
  }

  @Test
  void takesEverythingFromTheCacheIfOnlyTimesChanged(Bowsprit bowsprit) throws IOException {
    Path context = context("touched").folder();
    build(bowsprit, context);
    Files.setLastModifiedTime(context.resolve("left.txt"), FileTime.from(TIME));
    Files.setLastModifiedTime(context.resolve("Dockerfile"), FileTime.from(TIME));

    assertThat(build(bowsprit, context).ran()).isEmpty();
  }

  @Test
  void runsWhatDependsOnAChangedFile(Bowsprit bowsprit) {
    Context context = context("changed");
    build(bowsprit, context.folder());
    context.file("left.txt", "changed");

    assertThat(build(bowsprit, context.folder()).ran())
        .isNotEmpty()
        .allMatch(step -> step.startsWith("[left ") || step.contains("COPY --from="));
    assertThat(work.resolve("out/left")).hasContent("changed");
  }

  @Test
  void seesAChangeThatKeepsSizeAndTime(Bowsprit bowsprit) throws IOException {
    Context context = context("same-size-and-time");
    Path file = context.folder().resolve("left.txt");
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    build(bowsprit, context.folder());
    context.file("left.txt", "LEFT same-size-and-time");
    Files.setLastModifiedTime(file, FileTime.from(TIME));

    build(bowsprit, context.folder());
    assertThat(work.resolve("out/left")).hasContent("LEFT same-size-and-time");
  }

  @Test
  void seesAChangeOfTheModeAlone(Bowsprit bowsprit) throws IOException {
    Path context = context("mode").folder();
    Path file = context.resolve("right.txt");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    build(bowsprit, context);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    Files.setLastModifiedTime(file, FileTime.from(TIME));

    assertThat(build(bowsprit, context).ran())
        .isNotEmpty()
        .allMatch(step -> step.startsWith("[right ") || step.contains("COPY --from=right"));
    assertThat(work.resolve("out/right")).hasContent("700\nright mode");
  }

  @Test
  void runsEverythingWithoutTheCache(Bowsprit bowsprit) {
    Path context = context("no-cache").folder();
    build(bowsprit, context);

    Run run = bowsprit.build(context, "--no-cache", "-o", "type=local,dest=" + work.resolve("out"));
    assertThat(run.ok().ran()).hasSize(7);
  }

  @Test
  void showsAndFreesItsCache() {
    Path context = context("pruned").folder();
    try (var bowsprit = BowspritExtension.own(work)) {
      build(bowsprit, context);
      assertThat(bowsprit.run("du", "--verbose").ok().out()).contains("echo pruned > /mark");
      bowsprit.run("prune", "--all", "--force").ok();
      assertThat(bowsprit.run("du", "--verbose").ok().out()).doesNotContain("echo pruned > /mark");

      assertThat(build(bowsprit, context).ran()).hasSize(7);
    }
  }
}
