package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.grammar.Utf8;
import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Locale;

/** Stage names are to be in lower case, as they are looked up. */
public final class StageNameCasing extends Rule {

  private static final StageNameCasing RULE = new StageNameCasing();

  StageNameCasing() {
    super("Stage names should be lowercase", "stage-name-casing");
  }

  /** Checks a stage name as it is written. */
  public static void check(Linter lint, List<SourceRange> place, String name) {
    // What is no UTF-8 is in no case, and never what it would be in lower case.
    if (!name.equals(name.toLowerCase(Locale.ROOT)) || !Utf8.isValid(name)) {
      lint.report(RULE, place, "Stage name '" + name + "' should be lowercase");
    }
  }
}
