package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** An author is to be a label. */
public final class MaintainerDeprecated extends Rule {

  private static final MaintainerDeprecated RULE = new MaintainerDeprecated();

  MaintainerDeprecated() {
    super(
        "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
        "maintainer-deprecated");
  }

  /** Reports a MAINTAINER. */
  public static void report(Linter lint, List<SourceRange> place) {
    lint.report(RULE, place, "Maintainer instruction is deprecated in favor of using label");
  }
}
