package dev.bowsprit.conformance.corpus;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * A frontend in this process.
 *
 * @param corpus the fixtures
 * @param frontends makes a new one for each case
 */
record ProvidedFrontend(Corpus corpus, Supplier<Frontend> frontends) implements Respondent {

  /** The frontend that a provider on the class path gives by this name. */
  static ProvidedFrontend named(Corpus corpus, String name) {
    FrontendProvider provider =
        ServiceLoader.load(FrontendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("no frontend named " + name + " is here"));
    return new ProvidedFrontend(corpus, provider::frontend);
  }

  @Override
  public Transcript answer(CorpusCase corpusCase) {
    Transcript transcript = new Transcript();
    FrontendEnvironment environment =
        FrontendEnvironment.of(
            corpusCase.options(), corpusCase.sessionId(), List.of(FakeGateway.worker(corpusCase)));
    FrontendRunner.run(
        frontends.get(), environment, new FakeGateway(corpus, corpusCase, transcript));
    return transcript;
  }
}
