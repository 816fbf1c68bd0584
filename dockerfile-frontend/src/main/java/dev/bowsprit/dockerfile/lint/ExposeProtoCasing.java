package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Locale;

/** Protocols are to be in lower case. */
public final class ExposeProtoCasing extends Rule {

  private static final ExposeProtoCasing RULE = new ExposeProtoCasing();

  ExposeProtoCasing() {
    super("Protocol in EXPOSE instruction should be lowercase", "expose-proto-casing");
  }

  /** Checks the protocol of a port. */
  public static void check(Linter lint, List<SourceRange> place, String written, String protocol) {
    if (!protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
      lint.report(
          RULE,
          place,
          "Defined protocol '" + written + "' in EXPOSE instruction should be lowercase");
    }
  }
}
