package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Set;

/** COPY and ADD are to take files that the ignore file lets through. */
public final class CopyIgnoredFile extends Rule {

  private static final CopyIgnoredFile RULE = new CopyIgnoredFile();

  CopyIgnoredFile() {
    super("Attempting to Copy file that is excluded by .dockerignore", "copy-ignored-file");
  }

  private static final Set<String> EVERYTHING = Set.of("*", "**", "**/*");

  /**
   * Checks a source of COPY or ADD against the ignore file; where that takes paths back in, nothing
   * can be said.
   *
   * @param instruction {@code Copy} or {@code Add}
   */
  public static void check(
      Linter lint,
      List<SourceRange> place,
      PatternMatcher ignored,
      String instruction,
      String source) {
    if (ignored.hasExclusions()) {
      return;
    }
    String path = GoPath.clean(source);
    boolean root = path.equals(".") || path.equals("/");
    if (root && ignored.inclusions().stream().noneMatch(EVERYTHING::contains)) {
      return;
    }
    if (ignored.matches(path)) {
      lint.report(
          RULE,
          place,
          "Attempting to %s file %s that is excluded by .dockerignore"
              .formatted(instruction, Texts.quote(path)));
    }
  }
}
