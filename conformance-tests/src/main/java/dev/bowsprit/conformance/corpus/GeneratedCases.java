package dev.bowsprit.conformance.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes further cases of nothing but the language: Dockerfiles at random, in the surroundings of a
 * case there is, its context and mostly no options.
 */
public final class GeneratedCases implements CaseMaker {

  private final List<CorpusCase> all;
  private final List<CorpusCase> plain;

  /** Files in the surroundings of these cases. */
  public GeneratedCases(List<CorpusCase> cases) {
    all = List.copyOf(cases);
    plain = cases.stream().filter(one -> one.options().isEmpty()).toList();
  }

  @Override
  public CorpusCase write(long number, Path folder) {
    Choice choice = Choice.of(number);
    CorpusCase surroundings = choice.one(plain.isEmpty() || choice.once(8) ? all : plain);
    CorpusCase made = surroundings.copy(surroundings.name() + "-generated-" + number, folder);
    try {
      Files.write(
          made.directory().resolve("Dockerfile"),
          new RandomDockerfile(choice).text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }
}
