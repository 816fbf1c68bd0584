package dev.bowsprit.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The patterns of <code>${name#pattern}</code> and its kin: {@code *}, {@code ?}, and backslash
 * escapes. Neither wildcard matches a line feed.
 */
final class ShellPattern {
  private static final int STAR = -1;
  private static final int ANY = -2;

  private final int[] elements;

  private ShellPattern(int[] elements) {
    this.elements = elements;
  }

  /** A pattern with an escape of something that needs none. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;
    private final String pattern;
    private final String escaped;

    Invalid(String pattern, String escaped) {
      super(pattern, null, false, false);
      this.pattern = pattern;
      this.escaped = escaped;
    }

    String describe() {
      return "invalid pattern ("
          + pattern
          + ") in substitution: invalid escape '\\"
          + escaped
          + "'";
    }
  }

  static String trimPrefix(String pattern, String value, boolean longest) throws Invalid {
    int[] text = value.codePoints().toArray();
    int end = compile(pattern).match(text, 0, longest);
    return end < 0 ? value : new String(text, end, text.length - end);
  }

  static String trimSuffix(String pattern, String value, boolean longest) throws Invalid {
    String trimmed = trimPrefix(reverse(pattern, true), reverse(value, false), longest);
    return reverse(trimmed, false);
  }

  /**
   * Replaces the first match or all; of all, {@code $} in the replacement names parts of the match.
   */
  static String replace(String pattern, String value, String replacement, boolean all)
      throws Invalid {
    var compiled = compile(pattern);
    int[] text = value.codePoints().toArray();
    var out = new StringBuilder();
    int copied = 0;
    int afterMatch = -1;
    for (int at = 0; at <= text.length; ) {
      int end = compiled.match(text, at, true);
      // An empty match right behind a match is none.
      if (end < 0 || (end == at && at == afterMatch)) {
        at++;
        continue;
      }
      out.append(new String(text, copied, at - copied));
      out.append(
          all ? GoText.expandTemplate(replacement, new String(text, at, end - at)) : replacement);
      copied = end;
      afterMatch = end;
      at = end > at ? end : at + 1;
      if (!all) {
        break;
      }
    }
    return out.append(new String(text, copied, text.length - copied)).toString();
  }

  private static ShellPattern compile(String pattern) throws Invalid {
    int[] source = pattern.codePoints().toArray();
    List<Integer> elements = new ArrayList<>();
    for (int i = 0; i < source.length; i++) {
      switch (source[i]) {
        case '*' -> elements.add(STAR);
        case '?' -> elements.add(ANY);
        case '\\' -> {
          int next = i + 1 < source.length ? source[i + 1] : -1;
          if (next == '}' || next == '/') {
            continue;
          }
          if (next != '*' && next != '?' && next != '\\') {
            throw new Invalid(pattern, next < 0 ? "\uFFFD" : Character.toString(next));
          }
          elements.add(next);
          i++;
        }
        default -> elements.add(source[i]);
      }
    }
    return new ShellPattern(elements.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Where the longest or shortest match from {@code start} ends, or -1. */
  private int match(int[] text, int start, boolean longest) {
    var states = new BitSet(elements.length + 1);
    states.set(0);
    int found = -1;
    for (int at = start; ; at++) {
      passStars(states);
      if (states.get(elements.length)) {
        found = at;
        if (!longest) {
          return found;
        }
      }
      if (at == text.length || states.isEmpty()) {
        return found;
      }
      var next = new BitSet(elements.length + 1);
      for (int s = states.nextSetBit(0);
          s >= 0 && s < elements.length;
          s = states.nextSetBit(s + 1)) {
        int element = elements[s];
        if (element == STAR && text[at] != '\n') {
          next.set(s);
        } else if (element == text[at] || (element == ANY && text[at] != '\n')) {
          next.set(s + 1);
        }
      }
      states = next;
    }
  }

  /** A star also matches nothing. */
  private void passStars(BitSet states) {
    for (int s = states.nextSetBit(0);
        s >= 0 && s < elements.length;
        s = states.nextSetBit(s + 1)) {
      if (elements[s] == STAR) {
        states.set(s + 1);
      }
    }
  }

  /** Turns a text round, leaving backslash and what it escapes in order if asked to. */
  private static String reverse(String text, boolean escapes) {
    int[] source = text.codePoints().toArray();
    var out = new int[source.length];
    for (int i = 0; i < source.length; ) {
      int to = source.length - 1 - i;
      if (escapes && source[i] == '\\' && i + 1 < source.length) {
        out[to - 1] = source[i];
        out[to] = source[i + 1];
        i += 2;
      } else {
        out[to] = source[i++];
      }
    }
    return new String(out, 0, out.length);
  }
}
