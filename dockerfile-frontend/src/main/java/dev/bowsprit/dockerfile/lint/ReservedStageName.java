package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Set;

/** Stages are not to be called as what exists without them. */
public final class ReservedStageName extends Rule {

  private static final ReservedStageName RULE = new ReservedStageName();

  ReservedStageName() {
    super("Reserved words should not be used as stage names", "reserved-stage-name");
  }

  private static final Set<String> RESERVED = Set.of("context", "scratch");

  /** Checks a stage name. */
  public static void check(Linter lint, List<SourceRange> place, String name) {
    if (RESERVED.contains(name)) {
      lint.report(
          RULE,
          place,
          "Stage name should not use the same name as reserved stage " + Texts.quote(name));
    }
  }
}
