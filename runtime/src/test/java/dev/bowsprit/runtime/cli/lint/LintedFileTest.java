package dev.bowsprit.runtime.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

class LintedFileTest {

  @Test
  void whatIsFoundInFilesTakenInIsShownThere() {
    String answer =
        """
        {
          "warnings": [
            {"ruleName": "A", "detail": "in the second",
             "location": {"sourceIndex": 1, "ranges": [{"start": {"line": 2}, "end": {"line": 2}}]}},
            {"ruleName": "B", "detail": "in the first", "location": {"sourceIndex": 0}}
          ],
          "sources": [
            {"filename": "Dockerfile", "data": "Zmlyc3Q="},
            {"filename": "common/node.Dockerfile", "data": "c2Vjb25k"},
            {"filename": "clean.Dockerfile", "data": ""}
          ],
          "buildError": {"message": "broken", "location": {"sourceIndex": 1}}
        }
        """;
    List<LintedFile> files =
        LintedFile.of("app/Dockerfile", ByteString.copyFromUtf8("first"), answer);
    assertThat(files)
        .extracting(LintedFile::name)
        .containsExactly("app/Dockerfile", "app/common/node.Dockerfile");
    assertThat(files.get(0).findings())
        .extracting(Finding::message)
        .containsExactly("in the first");
    assertThat(files.get(1).content().toStringUtf8()).isEqualTo("second");
    assertThat(files.get(1).findings())
        .extracting(Finding::message, Finding::line)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("broken", 0),
            org.assertj.core.groups.Tuple.tuple("in the second", 2));
  }

  @Test
  void whatIsInNoKnownFileIsShownInTheFirst() {
    String answer =
        """
        {"warnings": [{"detail": "before", "location": {"sourceIndex": -1}},
                      {"detail": "behind", "location": {"sourceIndex": 1}}],
         "sources": [{}]}
        """;
    assertThat(LintedFile.of("Dockerfile", ByteString.EMPTY, answer))
        .flatExtracting(LintedFile::findings)
        .extracting(Finding::message)
        .containsExactly("before", "behind");
  }

  @Test
  void aCleanFileIsStillNamed() {
    assertThat(LintedFile.of("Dockerfile", ByteString.EMPTY, "{\"sources\": [{}]}"))
        .extracting(LintedFile::name)
        .containsExactly("Dockerfile");
  }
}
