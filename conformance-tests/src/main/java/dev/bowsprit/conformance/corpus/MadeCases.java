package dev.bowsprit.conformance.corpus;

import java.util.List;

/** How further cases are made of those there are. */
public enum MadeCases {
  /** Changed here and there. */
  MUTATED("mutations.txt"),
  /** Of nothing but the language. */
  GENERATED("generated.txt");

  private final String record;

  MadeCases(String record) {
    this.record = record;
  }

  /** The file of digests of the official answers, a number and a digest a line. */
  public String record() {
    return record;
  }

  /** Makes them of these cases. */
  public CaseMaker of(List<CorpusCase> cases) {
    return switch (this) {
      case MUTATED -> new Mutations(cases);
      case GENERATED -> new GeneratedCases(cases);
    };
  }
}
