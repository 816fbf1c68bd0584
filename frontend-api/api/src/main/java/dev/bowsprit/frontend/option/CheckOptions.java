package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.Texts;
import java.util.HashSet;
import java.util.Set;

/**
 * Which build checks run, as {@code # check=skip=A,B;error=true} says it.
 *
 * @param skipAll whether none of the stable ones runs
 * @param skipped those of them that do not
 * @param experimentalAll whether all experimental ones run
 * @param experimental those of them that do
 * @param error whether a violation fails the build
 */
public record CheckOptions(
    boolean skipAll,
    Set<String> skipped,
    boolean experimentalAll,
    Set<String> experimental,
    boolean error) {

  /** All stable checks, none experimental, and no violation fails. */
  public static final CheckOptions DEFAULT =
      new CheckOptions(false, Set.of(), false, Set.of(), false);

  /** Takes copies. */
  public CheckOptions {
    skipped = Set.copyOf(skipped);
    experimental = Set.copyOf(experimental);
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException if an option is unknown or malformed
   */
  public static CheckOptions parse(String text) {
    CheckOptions options = DEFAULT;
    String stripped = text.strip();
    if (!stripped.isEmpty()) {
      for (String part : stripped.split(";", 3)) {
        options = options.with(part);
      }
    }
    return options;
  }

  private CheckOptions with(String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("invalid check option " + Texts.quote(part));
    }
    String key = part.substring(0, equals).strip();
    String value = part.substring(equals + 1).strip();
    return switch (key) {
      case "skip" ->
          value.equals("all")
              ? new CheckOptions(true, skipped, experimentalAll, experimental, error)
              : new CheckOptions(skipAll, names(value), experimentalAll, experimental, error);
      case "experimental" ->
          value.equals("all")
              ? new CheckOptions(skipAll, skipped, true, experimental, error)
              : new CheckOptions(skipAll, skipped, experimentalAll, names(value), error);
      case "error" ->
          new CheckOptions(
              skipAll,
              skipped,
              experimentalAll,
              experimental,
              GoNumbers.parseBool(value)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "failed to parse check option %s: strconv.ParseBool: parsing %s: invalid syntax"
                                  .formatted(Texts.quote(part), Texts.quote(value)))));
      default -> throw new IllegalArgumentException("invalid check option " + Texts.quote(key));
    };
  }

  private static Set<String> names(String value) {
    Set<String> names = new HashSet<>();
    for (String name : value.split(",", -1)) {
      names.add(name.strip());
    }
    return names;
  }

  /** These with what an instruction's own comment adds. */
  public CheckOptions plus(CheckOptions more) {
    return new CheckOptions(
        skipAll || more.skipAll,
        union(skipped, more.skipped),
        experimentalAll || more.experimentalAll,
        union(experimental, more.experimental),
        error);
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.addAll(b);
    return both;
  }

  /** Whether a rule runs. */
  public boolean runs(String rule, boolean isExperimental) {
    return isExperimental
        ? experimentalAll || experimental.contains(rule)
        : !skipAll && !skipped.contains(rule);
  }
}
