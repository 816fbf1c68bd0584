package dev.bowsprit.frontend.ignore;

/** Checks that a pattern is a well-formed glob, by the rules of Go's {@code filepath.Match}. */
final class GlobSyntax {

  private final String pattern;
  private int at;

  private GlobSyntax(String pattern) {
    this.pattern = pattern;
  }

  static void check(String pattern) {
    GlobSyntax syntax = new GlobSyntax(pattern);
    while (syntax.at < pattern.length()) {
      syntax.element();
    }
  }

  private void element() {
    switch (pattern.charAt(at++)) {
      case '[' -> set();
      case '\\' -> {
        if (at++ >= pattern.length()) {
          throw bad();
        }
      }
      default -> {
        // any other character stands for itself, or is a wildcard of its own
      }
    }
  }

  private void set() {
    if (pattern.startsWith("^", at)) {
      at++;
    }
    boolean empty = true;
    while (empty || !pattern.startsWith("]", at)) {
      member();
      if (pattern.startsWith("-", at)) {
        at++;
        member();
      }
      empty = false;
    }
    at++;
  }

  private void member() {
    if (at >= pattern.length() || pattern.charAt(at) == '-' || pattern.charAt(at) == ']') {
      throw bad();
    }
    if (pattern.charAt(at) == '\\') {
      at++;
    }
    if (at >= pattern.length()) {
      throw bad();
    }
    at += Character.charCount(pattern.codePointAt(at));
    if (at >= pattern.length()) {
      throw bad();
    }
  }

  private static IllegalArgumentException bad() {
    return new IllegalArgumentException("syntax error in pattern");
  }
}
