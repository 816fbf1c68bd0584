package dev.bowsprit.frontend.ignore;

import dev.bowsprit.llb.GoPath;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which paths a list of ignore patterns takes, as Docker does: the last pattern that
 * matches a path or one of its parents wins, and {@code !} turns a pattern round.
 *
 * <p>Immutable, and safe to use from many threads.
 */
public final class PatternMatcher {

  private final List<IgnorePattern> patterns;

  private PatternMatcher(List<IgnorePattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Makes a matcher.
   *
   * @throws IllegalArgumentException if a pattern is malformed, in Docker's words
   */
  public static PatternMatcher of(List<String> patterns) {
    List<IgnorePattern> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      String stripped = pattern.strip();
      if (!stripped.isEmpty()) {
        parsed.add(IgnorePattern.parse(GoPath.clean(stripped)));
      }
    }
    return new PatternMatcher(parsed);
  }

  /** Whether any pattern takes paths back in, so that a parent's match says little of a child. */
  public boolean hasExclusions() {
    return patterns.stream().anyMatch(IgnorePattern::exclusion);
  }

  /** The patterns, cleaned, without their {@code !}; those that take paths in only. */
  public List<String> inclusions() {
    return patterns.stream().filter(p -> !p.exclusion()).map(IgnorePattern::text).toList();
  }

  /** The patterns that take paths back in, cleaned, without their {@code !}. */
  public List<String> exceptions() {
    return patterns.stream().filter(IgnorePattern::exclusion).map(IgnorePattern::text).toList();
  }

  /** Whether no pattern was given. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /**
   * Whether a path is taken, itself or by a parent.
   *
   * @param path relative, separated by slashes
   */
  public boolean matches(String path) {
    boolean matched = false;
    for (IgnorePattern pattern : patterns) {
      if (pattern.exclusion() == matched && pattern.matchesOrParent(path)) {
        matched = !pattern.exclusion();
      }
    }
    return matched;
  }

  /**
   * Whether a path is taken, given what was found for its parent; walking down a tree with this
   * costs less than {@link #matches(String)} for each file.
   *
   * @param parent the parent's result, or {@link #root()} for the first level
   */
  public Walk descend(Walk parent, String path) {
    boolean[] each = new boolean[patterns.size()];
    boolean matched = false;
    for (int i = 0; i < each.length; i++) {
      IgnorePattern pattern = patterns.get(i);
      boolean match = parent.byPattern[i];
      if (!match) {
        if (pattern.exclusion() != matched) {
          continue;
        }
        match = pattern.matches(path);
      }
      each[i] = match;
      if (match) {
        matched = !pattern.exclusion();
      }
    }
    return new Walk(each, matched);
  }

  /** Where a walk starts. */
  public Walk root() {
    return new Walk(new boolean[patterns.size()], false);
  }

  /** What is known of one path in a walk. */
  public static final class Walk {
    private final boolean[] byPattern;
    private final boolean matched;

    private Walk(boolean[] byPattern, boolean matched) {
      this.byPattern = byPattern;
      this.matched = matched;
    }

    /** Whether the path is taken. */
    public boolean matched() {
      return matched;
    }
  }
}
