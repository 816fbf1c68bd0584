package dev.bowsprit.runtime.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.Vertex;
import dev.bowsprit.runtime.wire.control.VertexLog;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.wire.pb.ProgressGroup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PlainDisplayTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String shown(Function<PrintStream, ProgressDisplay> display, StatusResponse... statuses) {
    try (ProgressDisplay opened =
        display.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
      for (StatusResponse status : statuses) {
        opened.update(status);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String plain(StatusResponse... statuses) {
    return shown(PlainDisplay::new, statuses);
  }

  private static Timestamp at(double seconds) {
    long millis = Math.round(seconds * 1000);
    return Timestamp.newBuilder()
        .setSeconds(1_000_000 + millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  private static Vertex.Builder started(String digest, String name, double time) {
    return Vertex.newBuilder().setDigest(digest).setName(name).setStarted(at(time));
  }

  private static StatusResponse of(Vertex.Builder vertex) {
    return StatusResponse.newBuilder().addVertexes(vertex).build();
  }

  private static StatusResponse log(String digest, double time, String text) {
    return StatusResponse.newBuilder()
        .addLogs(
            VertexLog.newBuilder()
                .setVertex(digest)
                .setStream(1)
                .setTimestamp(at(time))
                .setMsg(ByteString.copyFromUtf8(text)))
        .build();
  }

  @Test
  void aStepIsShownWithItsLogAndTime() {
    assertThat(
            plain(
                of(started("a", "[1/2] RUN make", 0)),
                log("a", 0.123, "one\ntw"),
                log("a", 12.5, "o\n"),
                of(started("a", "[1/2] RUN make", 0).setCompleted(at(13)))))
        .isEqualTo(
            """
            #1 [1/2] RUN make
            #1 0.123 one
            #1 12.50 two
            #1 DONE 13.0s
            """);
  }

  @Test
  void cachedFailedAndCancelledStepsSaySo() {
    assertThat(
            plain(
                of(started("a", "one", 0).setCompleted(at(0)).setCached(true)),
                of(started("b", "two", 0)),
                log("b", 1, "no such file\n"),
                of(started("b", "two", 0).setCompleted(at(2)).setError("exit code: 1")),
                of(started("c", "three", 0).setCompleted(at(2)).setError("x: context canceled"))))
        .isEqualTo(
            """
            #1 one
            #1 CACHED

            #2 two
            #2 1.000 no such file
            #2 ERROR: exit code: 1

            #3 three
            #3 CANCELED
            ------
             > two:
            1.000 no such file
            ------
            """);
  }

  @Test
  void aReaderFollowsOneStepWhileAnotherRuns() {
    assertThat(
            plain(
                of(started("a", "slow", 0)),
                of(started("b", "other", 0)),
                log("b", 1, "held back\n"),
                log("a", 1, "shown at once\n"),
                of(started("a", "slow", 0).setCompleted(at(2))),
                of(started("b", "other", 0).setCompleted(at(3)))))
        .isEqualTo(
            """
            #1 slow
            #1 1.000 shown at once
            #1 DONE 2.0s

            #2 other
            #2 1.000 held back
            #2 DONE 3.0s
            """);
  }

  @Test
  void membersOfAGroupAreOneStepWithoutWeakOnes() {
    ProgressGroup group = ProgressGroup.newBuilder().setId("g").setName("pull base").build();
    assertThat(
            plain(
                of(
                    started("w", "weak", 0)
                        .setProgressGroup(group.toBuilder().setWeak(true).setId("other"))),
                of(started("a", "first", 0).setProgressGroup(group).setCompleted(at(1))),
                of(started("b", "second", 2).setProgressGroup(group).setCompleted(at(3)))))
        .isEqualTo(
            """
            #1 pull base
            #1 DONE 1.0s

            #1 pull base
            #1 DONE 2.0s
            """);
  }

  @Test
  void statusesShowSizesAndTheirEnd() {
    StatusResponse begin =
        StatusResponse.newBuilder()
            .addStatuses(
                VertexStatus.newBuilder()
                    .setVertex("a")
                    .setID("sha256:123")
                    .setCurrent(500)
                    .setTotal(2_350_000)
                    .setTimestamp(at(0.1))
                    .setStarted(at(0)))
            .build();
    StatusResponse end =
        StatusResponse.newBuilder()
            .addStatuses(
                begin.getStatuses(0).toBuilder()
                    .setCurrent(2_350_000)
                    .setCompleted(at(1))
                    .setTimestamp(at(1)))
            .build();
    assertThat(plain(of(started("a", "pull", 0)), begin, end))
        .isEqualTo(
            """
            #1 pull
            #1 sha256:123 500B / 2.35MB 0.1s
            #1 sha256:123 2.35MB / 2.35MB 1.0s done
            """);
  }

  @Test
  void rawJsonIsALineAnUpdate() {
    assertThat(
            shown(
                RawJsonDisplay::new,
                of(started("sha256:a", "one", 1.5)),
                log("sha256:a", 2, "hi\n")))
        .isEqualTo(
            """
            {"vertexes":[{"digest":"sha256:a","name":"one","started":"1970-01-12T13:46:41.500Z"}]}
            {"logs":[{"vertex":"sha256:a","stream":1,"data":"aGkK","timestamp":"1970-01-12T13:46:42Z"}]}
            """);
  }

  @Test
  void aTerminalShowsEachStepOnALineOfItsWidth() {
    TerminalSize size =
        new TerminalSize() {
          @Override
          public int columns() {
            return 40;
          }

          @Override
          public int rows() {
            return 10;
          }
        };
    String text =
        shown(
            out -> new TtyDisplay(out, size, false),
            of(started("a", "one", 0).setCompleted(at(1)).setCached(true)),
            of(started("b", "\u001b[31mtwo\tx", 0).setCompleted(at(2))));
    String last =
        text.substring(text.lastIndexOf("[+]")).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    assertThat(last.lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("[+] Building ").endsWith("(2/2) FINISHED"),
            line -> assertThat(line).startsWith(" => CACHED one ").endsWith(" 1.0s").hasSize(39),
            line -> assertThat(line).startsWith(" => two x ").endsWith("2.0s"));
  }
}
