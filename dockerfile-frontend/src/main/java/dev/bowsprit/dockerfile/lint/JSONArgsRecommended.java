package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** CMD and ENTRYPOINT are to be in JSON form, since a shell keeps signals from the program. */
public final class JSONArgsRecommended extends Rule {

  private static final JSONArgsRecommended RULE = new JSONArgsRecommended();

  JSONArgsRecommended() {
    super(
        "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
        "json-args-recommended");
  }

  /** Checks an instruction in shell form; a shell of the stage's own is meant to be used. */
  public static void check(
      Linter lint, List<SourceRange> place, String keyword, List<String> ownShell) {
    if (ownShell.isEmpty()) {
      lint.report(
          RULE,
          place,
          "JSON arguments recommended for "
              + keyword
              + " to prevent unintended behavior related to OS signals");
    }
  }
}
