package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Set;

/** A name is to be given to one stage only. */
public final class DuplicateStageName extends Rule {

  private static final DuplicateStageName RULE = new DuplicateStageName();

  DuplicateStageName() {
    super("Stage names should be unique", "duplicate-stage-name");
  }

  /** Checks a stage name against those before it. */
  public static void check(Linter lint, List<SourceRange> place, String name, Set<String> earlier) {
    if (earlier.contains(name)) {
      lint.report(
          RULE,
          place,
          "Duplicate stage name " + Texts.quote(name) + ", stage names should be unique");
    }
  }
}
