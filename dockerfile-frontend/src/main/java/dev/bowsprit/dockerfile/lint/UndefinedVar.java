package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.llb.SourceRange;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Instructions are to use variables that are defined before them. */
public final class UndefinedVar extends Rule {

  private static final UndefinedVar RULE = new UndefinedVar();

  UndefinedVar() {
    super("Variables should be defined before their use", "undefined-var");
  }

  /** Checks the variables of an instruction that have no value; {@code known} are those that do. */
  public static void check(
      Linter lint, List<SourceRange> place, Set<String> undefined, Collection<String> known) {
    for (String name : undefined) {
      String suggestion =
          Suggestions.nearest(name, known)
              .map(match -> " (did you mean $" + match + "?)")
              .orElse("");
      lint.report(RULE, place, "Usage of undefined variable '$" + name + "'" + suggestion);
    }
  }
}
