package dev.bowsprit.conformance.corpus;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Runs a frontend in this process on cases of the corpus, and compares its answers. */
public final class CorpusRun {

  private final Corpus corpus;
  private final Supplier<Frontend> frontends;

  /** A run of frontends, a new one for each case. */
  public CorpusRun(Corpus corpus, Supplier<Frontend> frontends) {
    this.corpus = corpus;
    this.frontends = frontends;
  }

  /** A run of the frontend that a provider on the class path gives by this name. */
  public static CorpusRun ofProvided(Corpus corpus, String name) {
    FrontendProvider provider =
        ServiceLoader.load(FrontendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("no frontend named " + name + " is here"));
    return new CorpusRun(corpus, provider::frontend);
  }

  /** Runs one case; the differences are none if the answers are equal. */
  public List<Difference> run(CorpusCase corpusCase) {
    Transcript transcript = new Transcript();
    FakeGateway gateway = new FakeGateway(corpus, corpusCase, transcript);
    FrontendEnvironment environment =
        FrontendEnvironment.of(
            corpusCase.options(), corpusCase.sessionId(), List.of(FakeGateway.worker(corpusCase)));
    FrontendRunner.run(frontends.get(), environment, gateway);
    return GoldenDiff.between(corpusCase.golden(), Answers.of(transcript));
  }
}
