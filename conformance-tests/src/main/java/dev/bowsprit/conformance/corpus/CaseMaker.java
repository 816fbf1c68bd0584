package dev.bowsprit.conformance.corpus;

import java.nio.file.Path;

/** Makes cases by their numbers: the same number always gives the same case. */
public interface CaseMaker {

  /** Writes the case of a number as a folder of its own below {@code folder}. */
  CorpusCase write(long number, Path folder);
}
