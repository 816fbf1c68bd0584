package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;

/** FROM is not to be for one platform only. */
public final class FromPlatformFlagConstDisallowed extends Rule {

  private static final FromPlatformFlagConstDisallowed RULE = new FromPlatformFlagConstDisallowed();

  FromPlatformFlagConstDisallowed() {
    super(
        "FROM --platform flag should not use a constant value",
        "from-platform-flag-const-disallowed");
  }

  /** Checks a platform without variables; a stage that is named after it is meant to be for it. */
  public static void check(
      Linter lint, List<SourceRange> place, String stage, String written, Platform platform) {
    if (!stage.contains(platform.os()) && !stage.contains(platform.architecture())) {
      lint.report(
          RULE,
          place,
          "FROM --platform flag should not use constant value " + Texts.quote(written));
    }
  }
}
