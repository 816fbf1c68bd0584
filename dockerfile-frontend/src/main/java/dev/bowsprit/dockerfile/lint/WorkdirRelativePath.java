package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;

/** A stage's first WORKDIR is to be absolute. */
public final class WorkdirRelativePath extends Rule {

  private static final WorkdirRelativePath RULE = new WorkdirRelativePath();

  WorkdirRelativePath() {
    super(
        "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
        "workdir-relative-path");
  }

  /** Checks the first WORKDIR of a stage. */
  public static void check(
      Linter lint, List<SourceRange> place, String path, boolean absolute, boolean first) {
    if (first && !absolute) {
      lint.report(
          RULE,
          place,
          "Relative workdir "
              + Texts.quote(path)
              + " can have unexpected results if the base image changes");
    }
  }
}
