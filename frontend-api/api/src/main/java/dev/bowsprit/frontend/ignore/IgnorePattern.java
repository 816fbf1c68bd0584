package dev.bowsprit.frontend.ignore;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One pattern of an ignore file.
 *
 * @param text the pattern, cleaned, without {@code !}
 * @param exclusion whether it takes paths back in
 * @param test whether a path itself matches
 */
record IgnorePattern(String text, boolean exclusion, Predicate<String> test) {

  private static final String REGEX_ONLY = ".+()|{}$";

  static IgnorePattern parse(String cleaned) {
    boolean exclusion = cleaned.startsWith("!");
    if (exclusion && cleaned.length() == 1) {
      throw new IllegalArgumentException("illegal exclusion pattern: \"!\"");
    }
    String text = exclusion ? cleaned.substring(1) : cleaned;
    GlobSyntax.check(text);
    return new IgnorePattern(text, exclusion, compile(text));
  }

  boolean matches(String path) {
    return test.test(path);
  }

  boolean matchesOrParent(String path) {
    if (test.test(path)) {
      return true;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (test.test(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Most patterns are plain names, or plain after or before {@code **}; they need no expression.
   * What a leading {@code **} is followed by counts as plain text, as in Docker.
   */
  private static Predicate<String> compile(String text) {
    Translation translation = translate(text);
    return switch (translation.kind) {
      case EXACT -> text::equals;
      case PREFIX -> {
        String prefix = text.substring(0, text.length() - 2);
        yield path -> path.startsWith(prefix);
      }
      case SUFFIX -> {
        String suffix = text.substring(2);
        yield path ->
            path.endsWith(suffix) || (suffix.startsWith("/") && path.equals(suffix.substring(1)));
      }
      case EXPRESSION -> expression(translation.expression);
    };
  }

  private static Predicate<String> expression(String expression) {
    try {
      return Pattern.compile(expression).asMatchPredicate();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("syntax error in pattern", e);
    }
  }

  private enum Kind {
    EXACT,
    PREFIX,
    SUFFIX,
    EXPRESSION
  }

  private record Translation(Kind kind, String expression) {}

  private static Translation translate(String text) {
    StringBuilder expression = new StringBuilder();
    Kind kind = Kind.EXACT;
    int at = 0;
    boolean first = true;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c == '*' && text.startsWith("*", at)) {
        at++;
        if (text.startsWith("/", at)) {
          at++;
        }
        boolean last = at == text.length();
        expression.append(last ? ".*" : "(.*/)?");
        kind = last && kind == Kind.EXACT ? Kind.PREFIX : Kind.EXPRESSION;
        if (first) {
          kind = Kind.SUFFIX;
        }
      } else if (c == '*') {
        expression.append("[^/]*");
        kind = Kind.EXPRESSION;
      } else if (c == '?') {
        expression.append("[^/]");
        kind = Kind.EXPRESSION;
      } else if (c == '\\' && at < text.length()) {
        int escaped = text.codePointAt(at);
        at += Character.charCount(escaped);
        expression.append(Pattern.quote(Character.toString(escaped)));
        kind = Kind.EXPRESSION;
      } else if (c == '[' || c == ']') {
        expression.appendCodePoint(c);
        kind = Kind.EXPRESSION;
      } else if (c == '\\' || REGEX_ONLY.indexOf(c) >= 0) {
        expression.append('\\').appendCodePoint(c);
      } else {
        expression.appendCodePoint(c);
      }
      first = false;
    }
    return new Translation(kind, expression.toString());
  }
}
