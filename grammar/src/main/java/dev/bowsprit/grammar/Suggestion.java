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

  /**
   * The same without regard to the name's case, which the answer takes if it is upper.
   *
   * @param options in lower case
   */
  static Optional<String> ofAnyCase(String name, Collection<String> options) {
    String lower = name.toLowerCase(Locale.ROOT);
    return of(lower, options)
        .map(
            match ->
                !name.equals(lower) && name.equals(name.toUpperCase(Locale.ROOT))
                    ? match.toUpperCase(Locale.ROOT)
                    : match);
  }

  /** Levenshtein's distance in characters. */
  private static int distance(String a, String b) {
    // Most options are told apart by that, without a look at their characters.
    int difference = a.codePointCount(0, a.length()) - b.codePointCount(0, b.length());
    if (Math.abs(difference) > MAX_DISTANCE) {
      return MAX_DISTANCE + 1;
    }
    int[] left = characters(a);
    int[] right = characters(b);
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

  /** Those of a short text; a stream of them would take longer than all the rest. */
  private static int[] characters(String text) {
    int[] characters = new int[text.codePointCount(0, text.length())];
    int at = 0;
    for (int i = 0; i < characters.length; i++) {
      characters[i] = text.codePointAt(at);
      at += Character.charCount(characters[i]);
    }
    return characters;
  }
}
