package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The built-in Dockerfile frontend answers as the official one does. */
class CorpusTest {

  private static Corpus corpus;

  @BeforeAll
  static void open() {
    corpus = Corpus.open();
  }

  @AfterAll
  static void close() {
    corpus.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCaseIsEqualSaveThoseKnownNotToBe() {
    CorpusRun run = CorpusRun.ofProvided(corpus, "dockerfile.v0");
    Map<String, String> known = corpus.knownDivergences();
    return corpus.cases().stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(run, one, known)));
  }

  private static void check(CorpusRun run, CorpusCase one, Map<String, String> known) {
    List<Difference> differences = run.run(one);
    if (known.containsKey(one.name())) {
      assertThat(differences).as("is equal now: take it off known-divergences.json").isNotEmpty();
    } else {
      assertThat(differences).isEmpty();
    }
  }

  @Test
  void onlyExistingCasesAreListedAsKnownDivergences() {
    assertThat(corpus.cases())
        .extracting(CorpusCase::name)
        .containsAll(corpus.knownDivergences().keySet());
  }
}
