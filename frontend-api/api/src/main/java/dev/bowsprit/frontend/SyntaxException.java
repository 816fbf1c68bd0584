package dev.bowsprit.frontend;

import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a parser throws that knows the place but not the file: {@link SourceFile#parse} adds that.
 */
public final class SyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SourceRange range;
  private final String text;
  private final transient Optional<String> hint;

  /** Something wrong at a place. */
  public SyntaxException(SourceRange range, String text) {
    this(range, text, Optional.empty());
  }

  /** Something wrong at a place, and what may help. */
  public SyntaxException(SourceRange range, String text, Optional<String> hint) {
    super(text);
    this.range = range;
    this.text = text;
    this.hint = hint;
  }

  /**
   * A word that is none of those that are known here; the hint is the one most like it, if there is
   * one.
   *
   * @param kind what the words are, for instance {@code key}
   */
  public static SyntaxException unknown(
      SourceRange range, String kind, String word, Collection<String> known) {
    Optional<String> nearest =
        known.stream()
            .filter(candidate -> distance(word, candidate) <= (word.length() + 2) / 3)
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    return new SyntaxException(
        range,
        "unknown " + kind + " " + Texts.quote(word),
        nearest.map(candidate -> "did you mean " + candidate + "?"));
  }

  /** How many letters must be changed, added, removed or swapped with the next. */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(steps[i - 1][j - 1] + change, 1 + steps[i - 1][j]);
        steps[i][j] = Math.min(least, 1 + steps[i][j - 1]);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          steps[i][j] = Math.min(steps[i][j], 1 + steps[i - 2][j - 2]);
        }
      }
    }
    return steps[a.length()][b.length()];
  }

  /** The place. */
  public SourceRange range() {
    return range;
  }

  /** What is wrong. */
  public String text() {
    return text;
  }

  /** What may help. */
  public Optional<String> hint() {
    return hint;
  }
}
