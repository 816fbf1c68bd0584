package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** ENV and LABEL are to have an equals sign between name and value. */
public final class LegacyKeyValueFormat extends Rule {

  private static final LegacyKeyValueFormat RULE = new LegacyKeyValueFormat();

  LegacyKeyValueFormat() {
    super(
        "Legacy key/value format with whitespace separator should not be used",
        "legacy-key-value-format");
  }

  /** Reports a name and a value with a space between them. */
  public static void check(Linter lint, List<SourceRange> place, String keyword, boolean spaced) {
    if (spaced) {
      lint.report(
          RULE,
          place,
          "\"%s key=value\" should be used instead of legacy \"%s key value\" format"
              .formatted(keyword, keyword));
    }
  }
}
