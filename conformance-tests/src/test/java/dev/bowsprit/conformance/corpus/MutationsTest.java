package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built-in Dockerfile frontend answers mutated files as the official one did. Where it does
 * not, {@code bowsprit conformance corpus --mutate 1 --seed NUMBER --against PROGRAM} tells how.
 */
class MutationsTest {

  @Test
  void mutatedFilesAreAnsweredAsOnRecord(@TempDir Path folder) {
    List<String> wrong = new ArrayList<>();
    try (Corpus corpus = Corpus.open()) {
      CorpusRun run = CorpusRun.ofProvided(corpus, "dockerfile.v0");
      Mutations mutations = new Mutations(corpus.cases());
      Map<Integer, String> onRecord = corpus.mutations();
      assertThat(onRecord).hasSizeGreaterThan(400);
      onRecord.forEach(
          (number, digest) -> {
            CorpusCase mutated = mutations.write(number, folder);
            if (!run.digest(mutated).equals(Optional.of(digest))) {
              wrong.add(number + ": " + mutated.name());
            }
          });
    }
    assertThat(wrong).isEmpty();
  }
}
