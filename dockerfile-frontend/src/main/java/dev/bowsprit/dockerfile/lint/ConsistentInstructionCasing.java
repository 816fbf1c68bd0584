package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Locale;

/** Instructions are to be all in upper case or all in lower case. */
public final class ConsistentInstructionCasing extends Rule {

  private static final ConsistentInstructionCasing RULE = new ConsistentInstructionCasing();

  ConsistentInstructionCasing() {
    super(
        "All commands within the Dockerfile should use the same casing (either upper or lower)",
        "consistent-instruction-casing");
  }

  /**
   * An instruction as it is written.
   *
   * @param keyword its name
   * @param place where it stands
   */
  public record Keyword(String keyword, List<SourceRange> place) {}

  /** Checks all instructions against the case that most of them are in. */
  public static void check(Linter lint, List<Keyword> keywords) {
    long lower = keywords.stream().filter(k -> isLower(k.keyword)).count();
    long upper = keywords.stream().filter(k -> !isLower(k.keyword) && isUpper(k.keyword)).count();
    boolean mostlyLower = lower > upper;
    for (Keyword one : keywords) {
      if (!(mostlyLower ? isLower(one.keyword) : isUpper(one.keyword))) {
        lint.report(
            RULE,
            one.place,
            "Command '%s' should match the case of the command majority (%s)"
                .formatted(one.keyword, mostlyLower ? "lowercase" : "uppercase"));
      }
    }
  }

  private static boolean isLower(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isUpper(String text) {
    return text.equals(text.toUpperCase(Locale.ROOT));
  }
}
