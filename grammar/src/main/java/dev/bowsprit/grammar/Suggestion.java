package dev.bowsprit.grammar;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what may have been meant by a name that does not exist. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest option, at most two edits away; nothing if the name itself is an option. */
  public static Optional<String> of(String name, Collection<String> options) {
    Optional<String> nearest = Optional.empty();
    int distance = MAX_DISTANCE + 1;
    for (String option : options) {
      if (option.equals(name)) {
        return Optional.empty();
      }
      int d = distance(name, option);
      if (d < distance) {
        nearest = Optional.of(option);
        distance = d;
      }
    }
    return nearest;
  }

  /** The same without regard to case; the answer takes the case of the name, else it is lower. */
  public static Optional<String> ofAnyCase(String name, Collection<String> options) {
    String lower = name.toLowerCase(Locale.ROOT);
    return of(lower, options.stream().map(o -> o.toLowerCase(Locale.ROOT)).toList())
        .map(
            match ->
                !name.equals(lower) && name.equals(name.toUpperCase(Locale.ROOT))
                    ? match.toUpperCase(Locale.ROOT)
                    : match);
  }

  /** Levenshtein's distance in characters. */
  private static int distance(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    if (Math.abs(left.length - right.length) > MAX_DISTANCE) {
      return MAX_DISTANCE + 1;
    }
    int[] row = new int[right.length + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length; j++) {
        int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length];
  }
}
