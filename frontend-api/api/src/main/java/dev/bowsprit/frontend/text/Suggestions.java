package dev.bowsprit.frontend.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant by a name that does not exist. */
public final class Suggestions {

  /** Names this far apart are no misspelling of each other. */
  private static final int TOO_FAR = 3;

  private Suggestions() {}

  /**
   * The candidate that is nearest to a name; empty if none is near, or if the name is one of them,
   * for then the fault is another. The first of several that are equally near wins.
   */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    Optional<String> best = Optional.empty();
    int least = TOO_FAR;
    for (String candidate : candidates) {
      if (candidate.equals(name)) {
        return Optional.empty();
      }
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /** The same without regard to case; the answer is in the case of the name. */
  public static Optional<String> nearestIgnoringCase(String name, Collection<String> candidates) {
    String lower = name.toLowerCase(Locale.ROOT);
    return nearest(lower, candidates.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList())
        .map(
            match ->
                !name.equals(lower) && name.equals(name.toUpperCase(Locale.ROOT))
                    ? match.toUpperCase(Locale.ROOT)
                    : match);
  }

  /** A message with the suggestion behind it. */
  public static String suffix(Optional<String> suggestion) {
    return suggestion.map(match -> " (did you mean " + match + "?)").orElse("");
  }

  private static int distance(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    int[] row = new int[right.length + 1];
    for (int j = 0; j <= right.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length; j++) {
        int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length];
  }
}
