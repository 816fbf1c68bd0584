package dev.bowsprit.llb;

import java.util.Arrays;
import java.util.List;

/**
 * Paths with wildcards, as Go's {@code path.Match} understands them: those of copies and removals.
 */
public final class PathPattern {

  private PathPattern() {}

  /** Whether a path has unescaped wildcards. */
  public static boolean present(String path) {
    for (int i = 0; i < path.length(); i++) {
      switch (path.charAt(i)) {
        case '\\' -> i++;
        case '*', '?', '[' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /**
   * A path split where its first component with a wildcard begins.
   *
   * @param prefix what is before it, absolute
   * @param pattern it and what follows; empty if there is no wildcard
   */
  public record Split(String prefix, String pattern) {

    /** Splits an absolute path. */
    public static Split of(String path) {
      List<String> components = components(path);
      int wild = 0;
      while (wild < components.size() && !present(components.get(wild))) {
        wild++;
      }
      return new Split(
          "/" + String.join("/", components.subList(0, wild)),
          String.join("/", components.subList(wild, components.size())));
    }
  }

  private static List<String> components(String path) {
    return Arrays.stream(GoPath.clean(path).split("/", -1)).filter(c -> !c.isEmpty()).toList();
  }

  /**
   * Whether a name matches a pattern whole, as Go's {@code path.Match} says. A malformed pattern
   * matches nothing.
   */
  public static boolean matches(String pattern, String name) {
    return match(pattern, 0, name, 0);
  }

  private static boolean match(String pattern, int p, String name, int n) {
    // The last star and how much of the name it took, to come back to when what follows fails.
    int star = -1;
    int taken = 0;
    while (n < name.length() || p < pattern.length()) {
      if (p < pattern.length()) {
        char c = pattern.charAt(p);
        if (c == '*') {
          star = p++;
          taken = n;
          continue;
        }
        int next = n < name.length() ? matchOne(pattern, p, name.codePointAt(n)) : -1;
        if (next > 0) {
          p = next;
          n += Character.charCount(name.codePointAt(n));
          continue;
        }
      }
      if (star < 0 || taken >= name.length() || name.charAt(taken) == '/') {
        return false;
      }
      taken += Character.charCount(name.codePointAt(taken));
      n = taken;
      p = star + 1;
    }
    return true;
  }

  /** The place behind the one element of the pattern that matches a character, or -1. */
  private static int matchOne(String pattern, int p, int character) {
    return switch (pattern.charAt(p)) {
      case '?' -> character == '/' ? -1 : p + 1;
      case '[' -> character == '/' ? -1 : matchClass(pattern, p + 1, character);
      case '\\' ->
          p + 1 < pattern.length() && pattern.codePointAt(p + 1) == character
              ? p + 1 + Character.charCount(character)
              : -1;
      default -> pattern.codePointAt(p) == character ? p + Character.charCount(character) : -1;
    };
  }

  private static int matchClass(String pattern, int start, int character) {
    int p = start;
    boolean negated = p < pattern.length() && pattern.charAt(p) == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    for (int ranges = 0; ; ranges++) {
      if (p >= pattern.length()) {
        return -1;
      }
      if (pattern.charAt(p) == ']' && ranges > 0) {
        return found != negated ? p + 1 : -1;
      }
      if (pattern.charAt(p) == '\\') {
        p++;
      }
      if (p >= pattern.length()) {
        return -1;
      }
      int low = pattern.codePointAt(p);
      p += Character.charCount(low);
      int high = low;
      if (p + 1 < pattern.length() && pattern.charAt(p) == '-') {
        p++;
        if (pattern.charAt(p) == '\\') {
          p++;
        }
        if (p >= pattern.length()) {
          return -1;
        }
        high = pattern.codePointAt(p);
        p += Character.charCount(high);
      }
      found |= low <= character && character <= high;
    }
  }
}
