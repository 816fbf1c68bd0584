package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Dockerfiles of a certain shape. */
@ExtendWith(BowspritExtension.class)
class ShapeTest {
  @TempDir Path work;

  private static String repeat(int times, String format) {
    return IntStream.range(0, times).mapToObj(format::formatted).collect(Collectors.joining());
  }

  /** Each stage waits until all 16 have begun; one after the other they would wait for ever. */
  @Test
  void independentStagesRunSideBySide(Bowsprit bowsprit) {
    String stages =
        repeat(
            16,
            """
            FROM busybox AS s%1$d
            RUN --mount=type=cache,id=meeting,target=/meeting touch /meeting/%1$d; n=0; \\
              until [ $(ls /meeting | wc -l) = 16 ]; do n=$((n+1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done; \\
              echo %1$d > /met
            """);
    var context =
        Context.of(
            work.resolve("context"),
            stages + "FROM scratch\n" + repeat(16, "COPY --from=s%1$d /met /%1$d\n"));

    bowsprit.build(context.folder(), "-o", "type=local,dest=" + work.resolve("out")).ok();

    for (int stage = 0; stage < 16; stage++) {
      assertThat(work.resolve("out/" + stage)).hasContent(Integer.toString(stage));
    }
  }

  @Test
  void sixtyStepsAreSixtyLayers(Bowsprit bowsprit) {
    Programs.need("skopeo");
    var context =
        Context.of(work.resolve("context"), "FROM busybox\n" + repeat(60, "RUN echo %d >> /log\n"));
    Path archive = work.resolve("image.tar");

    bowsprit.build(context.folder(), "-o", "type=oci,dest=" + archive).ok();

    String layers =
        Programs.run("skopeo", "inspect", "--format={{len .Layers}}", "oci-archive:" + archive)
            .ok()
            .out();
    assertThat(layers.strip()).isEqualTo("61");
  }

  @Test
  void aStageThatNothingNeedsIsNeverRun(Bowsprit bowsprit) {
    var context =
        Context.of(
            work.resolve("context"),
            """
            FROM busybox AS unused
            RUN exit 1
            FROM busybox AS used
            RUN echo used > /file
            FROM scratch
            COPY --from=used /file /
            """);

    Run run = bowsprit.build(context.folder(), "-o", "type=local,dest=" + work.resolve("out")).ok();

    assertThat(run.err()).doesNotContain("exit 1");
  }

  @Test
  void equalStepsOfTwoStagesRunOnce(Bowsprit bowsprit) {
    var context =
        Context.of(
            work.resolve("context"),
            """
            FROM busybox AS one
            RUN cat /proc/sys/kernel/random/uuid > /id
            FROM busybox AS two
            RUN cat /proc/sys/kernel/random/uuid > /id
            FROM scratch
            COPY --from=one /id /one
            COPY --from=two /id /two
            """);

    bowsprit.build(context.folder(), "-o", "type=local,dest=" + work.resolve("out")).ok();

    assertThat(work.resolve("out/one")).hasSameTextualContentAs(work.resolve("out/two"));
  }
}
