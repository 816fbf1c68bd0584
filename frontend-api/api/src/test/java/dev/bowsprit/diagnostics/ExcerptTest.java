package dev.bowsprit.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  private static String excerpt(String text, SourceRange... ranges) {
    SourceInfo info =
        SourceInfo.newBuilder()
            .setFilename("site.yaml")
            .setData(ByteString.copyFromUtf8(text))
            .build();
    return Excerpt.of(info, List.of(ranges)).map(Excerpt::render).orElse("none");
  }

  @Test
  void looksLikeBuildKitsWhereColumnsAreUnknown() {
    assertThat(excerpt("a\nb\nc\nd\ne\nf\ng", SourceRange.line(4)))
        .isEqualTo(
            """
            site.yaml:4
            --------------------
               2 |     b
               3 |     c
               4 | >>> d
               5 |     e
               6 |     f
            --------------------
            """);
  }

  @Test
  void pointsAtColumns() {
    assertThat(excerpt("name: docs\n\timgae: hugo\n", SourceRange.of(2, 2, 7)))
        .isEqualTo(
            """
            site.yaml:2:2
            --------------------
               1 |     name: docs
               2 | >>> \timgae: hugo
                 |     \t^^^^^
               3 |    \s
            --------------------
            """);
  }

  @Test
  void pointsAtSeveralRangesAndLines() {
    assertThat(
            excerpt(
                "one two one\nthree\n  four",
                SourceRange.of(1, 1, 4),
                SourceRange.of(1, 9, 12),
                new SourceRange(2, 3, 3, 5)))
        .isEqualTo(
            """
            site.yaml:1:1
            --------------------
               1 | >>> one two one
                 |     ^^^     ^^^
               2 | >>> three
                 |       ^^^
               3 | >>>   four
                 |       ^^
            --------------------
            """);
  }

  @Test
  void countsCharactersAsTerminalsShowThem() {
    assertThat(excerpt("漢字x", SourceRange.of(1, 3, 4))).contains(" |     " + "    ^\n");
    assertThat(excerpt("a\u0301b", SourceRange.of(1, 3, 4))).contains(" |      ^\n");
  }

  @Test
  void letsNoTextTakeHoldOfTheTerminal() {
    assertThat(excerpt("\u001b[31mred", SourceRange.line(1)))
        .contains("\ufffd[31mred")
        .doesNotContain("\u001b");
  }

  @Test
  void cutsLongLines() {
    assertThat(excerpt("x".repeat(100_000), SourceRange.of(1, 50_000, 50_001)))
        .hasSizeLessThan(500);
  }

  @Test
  void isNoneForLinesThatAreNotThere() {
    assertThat(excerpt("a", SourceRange.line(0))).isEqualTo("none");
    assertThat(excerpt("a", SourceRange.line(9))).isEqualTo("none");
    assertThat(excerpt("a")).isEqualTo("none");
  }

  @Test
  void comesFromTheDetailsOfAFailure() {
    SourceMap map =
        SourceMap.of(
            Llb.local("dockerfile").session("s"),
            "site.yaml",
            "YAML",
            "imgae: <x>\n".getBytes(StandardCharsets.UTF_8));
    Diagnostic diagnostic =
        Diagnostic.at(map, SourceRange.of(1, 1, 6), "unknown key \"imgae\"")
            .withHint("did you mean image?");

    GatewayException failure = new GatewayException(diagnostic.toStatus());
    assertThat(failure).hasMessage("unknown key \"imgae\" (did you mean image?)");
    assertThat(Excerpt.of(failure)).extracting(Excerpt::heading).containsExactly("site.yaml:1:1");
  }
}
