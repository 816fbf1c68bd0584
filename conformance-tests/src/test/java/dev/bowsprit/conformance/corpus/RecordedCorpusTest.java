package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.trace.RecordingGateway;
import dev.bowsprit.trace.Replay;
import dev.bowsprit.trace.Trace;
import dev.bowsprit.trace.TraceWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recordings of all that the corpus makes the Dockerfile frontend say are played back. */
class RecordedCorpusTest {

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
  Stream<DynamicTest> everyCaseIsPlayedBack() {
    FrontendProvider dockerfile =
        ServiceLoader.load(FrontendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("dockerfile.v0"))
            .findFirst()
            .orElseThrow();
    return corpus.cases().stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one, dockerfile.frontend())));
  }

  private static void check(CorpusCase one, Frontend frontend) {
    FrontendEnvironment environment =
        FrontendEnvironment.of(one.options(), one.sessionId(), List.of(FakeGateway.worker(one)));
    StringWriter text = new StringWriter();
    try (TraceWriter writer = new TraceWriter(text, environment, 1 << 20, List.of())) {
      FrontendRunner.run(
          frontend,
          environment,
          new RecordingGateway(new FakeGateway(corpus, one, new Transcript()), writer));
    }
    assertThat(text.toString()).doesNotContain("\"def\":[{\"base64\"");
    assertThat(Replay.run(Trace.parse(one.name(), text.toString()), frontend)).isEmpty();
  }
}
