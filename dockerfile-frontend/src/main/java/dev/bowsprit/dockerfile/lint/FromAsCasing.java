package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Locale;

/** FROM and AS are to be in the same case. */
public final class FromAsCasing extends Rule {

  private static final FromAsCasing RULE = new FromAsCasing();

  FromAsCasing() {
    super("The 'as' keyword should match the case of the 'from' keyword", "from-as-casing");
  }

  /** Checks the two keywords; a FROM of mixed case is the concern of another rule. */
  public static void check(Linter lint, List<SourceRange> place, String from, String as) {
    boolean lower = from.equals(from.toLowerCase(Locale.ROOT));
    boolean upper = from.equals(from.toUpperCase(Locale.ROOT));
    String expected = lower ? as.toLowerCase(Locale.ROOT) : as.toUpperCase(Locale.ROOT);
    if ((lower || upper) && !as.equals(expected)) {
      lint.report(RULE, place, "'" + as + "' and '" + from + "' keywords' casing do not match");
    }
  }
}
