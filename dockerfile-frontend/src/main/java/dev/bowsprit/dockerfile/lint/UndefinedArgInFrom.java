package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Set;

/** FROM is to use arguments that are declared before it. */
public final class UndefinedArgInFrom extends Rule {

  private static final UndefinedArgInFrom RULE = new UndefinedArgInFrom();

  UndefinedArgInFrom() {
    super("FROM command must use declared ARGs", "undefined-arg-in-from");
  }

  /** Checks the variables of a FROM that have no value against those that are declared. */
  public static void check(
      Linter lint, List<SourceRange> place, Set<String> unset, Set<String> declared) {
    for (String name : unset) {
      if (!declared.contains(name)) {
        lint.report(
            RULE,
            place,
            "FROM argument '"
                + name
                + "' is not declared"
                + Suggestions.suffix(Suggestions.nearest(name, declared)));
      }
    }
  }
}
