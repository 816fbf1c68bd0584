package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Set;

/** FROM needs no platform where it is the target's. */
public final class RedundantTargetPlatform extends Rule {

  private static final RedundantTargetPlatform RULE = new RedundantTargetPlatform();

  RedundantTargetPlatform() {
    super(
        "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
        "redundant-target-platform");
  }

  private static final String TARGET = "TARGETPLATFORM";

  /**
   * Checks a platform that is made of variables.
   *
   * @param written as it is written
   * @param used the variables in it that have a value
   * @param allSet whether none has no value
   * @param same whether the result is the target platform
   */
  public static void check(
      Linter lint,
      List<SourceRange> place,
      String written,
      Set<String> used,
      boolean allSet,
      boolean same) {
    if (used.equals(Set.of(TARGET)) && allSet && same) {
      lint.report(
          RULE,
          place,
          "Setting platform to predefined "
              + written
              + " in FROM is redundant as this is the default behavior");
    }
  }
}
