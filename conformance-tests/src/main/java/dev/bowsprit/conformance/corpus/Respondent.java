package dev.bowsprit.conformance.corpus;

/** Something that answers cases: a frontend in this process, or a frontend's program. */
interface Respondent {

  /**
   * Runs one build.
   *
   * @return what the frontend said to the gateway; without a result if it ended before it returned
   */
  Transcript answer(CorpusCase corpusCase);
}
