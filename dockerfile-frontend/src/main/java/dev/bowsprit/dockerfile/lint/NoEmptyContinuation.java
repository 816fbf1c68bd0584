package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** The lines of an instruction are not to have empty ones among them. */
public final class NoEmptyContinuation extends Rule {

  private static final NoEmptyContinuation RULE = new NoEmptyContinuation();

  NoEmptyContinuation() {
    super(
        "Empty continuation lines will become errors in a future release", "no-empty-continuation");
  }

  /** Reports an empty line between the lines of an instruction. */
  public static void report(Linter lint, List<SourceRange> place) {
    lint.report(RULE, place, "Empty continuation line");
  }
}
