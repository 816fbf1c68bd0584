package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Optional;

/** A stage is to have one CMD, ENTRYPOINT and HEALTHCHECK at most. */
public final class MultipleInstructionsDisallowed extends Rule {

  private static final MultipleInstructionsDisallowed RULE = new MultipleInstructionsDisallowed();

  MultipleInstructionsDisallowed() {
    super(
        "Multiple instructions of the same type should not be used in the same stage",
        "multiple-instructions-disallowed");
  }

  /** Reports an instruction that a later one of its kind makes useless. */
  public static void check(Linter lint, Optional<List<SourceRange>> earlier, String keyword) {
    earlier.ifPresent(
        place ->
            lint.report(
                RULE,
                place,
                "Multiple "
                    + keyword
                    + " instructions should not be used in the same stage because only the last"
                    + " one will be used"));
  }
}
