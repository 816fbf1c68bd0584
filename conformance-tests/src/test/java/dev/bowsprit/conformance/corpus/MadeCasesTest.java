package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The built-in Dockerfile frontend answers mutated and generated files as the official one did.
 * Where it does not, {@code bowsprit conformance corpus --mutate 1 --seed NUMBER --against PROGRAM}
 * (or {@code --generate}) tells how.
 */
class MadeCasesTest {

  @ParameterizedTest
  @EnumSource
  void furtherFilesAreAnsweredAsOnRecord(MadeCases kind, @TempDir Path folder) {
    List<String> wrong = new ArrayList<>();
    try (Corpus corpus = Corpus.open()) {
      CorpusRun run = CorpusRun.ofProvided(corpus, "dockerfile.v0");
      CaseMaker maker = kind.of(corpus.cases());
      Map<Integer, String> onRecord = corpus.digests(kind);
      assertThat(onRecord).hasSizeGreaterThan(400);
      onRecord.forEach(
          (number, digest) -> {
            CorpusCase made = maker.write(number, folder);
            if (!run.digest(made).equals(Optional.of(digest))) {
              wrong.add(number + ": " + made.name());
            }
          });
    }
    assertThat(wrong).isEmpty();
  }
}
