package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs a frontend on cases of the corpus, and compares its answers. */
public final class CorpusRun {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** How often a frontend is asked whose answer may vary. */
  private static final int ANSWERS = 10;

  private final Respondent frontend;

  private CorpusRun(Respondent frontend) {
    this.frontend = frontend;
  }

  /**
   * A run of the frontend that a provider on the class path gives by this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CorpusRun ofProvided(Corpus corpus, String name) {
    return new CorpusRun(ProvidedFrontend.named(corpus, name));
  }

  /** A run of a frontend's program, which speaks gRPC over its standard input and output. */
  public static CorpusRun ofProgram(Corpus corpus, List<String> command) {
    return new CorpusRun(new FrontendProgram(corpus, command));
  }

  /** Runs one case; the differences from what is on record are none if the answers are equal. */
  public List<Difference> run(CorpusCase corpusCase) {
    return GoldenDiff.between(corpusCase.golden(), answer(corpusCase));
  }

  /**
   * Runs one case; the differences from the answers of another frontend. Which of several equally
   * near names it suggests does not count: the official frontend takes any. As it also tells any of
   * several errors that it finds at the same time, it is asked again some times before it differs.
   */
  public List<Difference> compare(CorpusCase corpusCase, CorpusRun official) {
    ObjectNode ours = answer(corpusCase);
    List<Difference> differences = List.of();
    for (int i = 0; i < ANSWERS; i++) {
      differences = GoldenDiff.essential(official.answer(corpusCase), ours);
      if (differences.isEmpty()) {
        break;
      }
    }
    return differences;
  }

  /**
   * A digest of the answer to a case, of all that is stable from run to run: whether it is an
   * error, operations and their lines, image configs, the error's words and lines, warnings.
   *
   * @return empty if there was no answer
   */
  public Optional<String> digest(CorpusCase corpusCase) {
    ObjectNode answer = answer(corpusCase);
    return answer.path("outcome").asText().equals("crash")
        ? Optional.empty()
        : Optional.of(GoldenDiff.digest(answer));
  }

  /** Puts the answer to a case on record: as {@code NAME.json} in a folder. */
  public Path capture(CorpusCase corpusCase, Path folder) {
    ObjectNode answer = answer(corpusCase);
    answer.put("case", corpusCase.name()).put("format", 1);
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(corpusCase.name() + ".json");
      Files.writeString(
          file, JSON.writeValueAsString(JSON.convertValue(answer, Object.class)) + "\n");
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode answer(CorpusCase corpusCase) {
    return Answers.of(frontend.answer(corpusCase));
  }
}
