package dev.bowsprit.runtime.source.policy;

import com.google.re2j.Matcher;
import java.util.Map;

/**
 * Texts in which {@code $1}, {@code ${1}} and {@code ${name}} stand for groups of a regular
 * expression, as in Go: a name without braces is as long as can be, a group that does not exist is
 * empty, and {@code $$} is a dollar.
 */
final class GroupTemplate {

  private GroupTemplate() {}

  /** Appends a text with the groups that were found. */
  static void expand(String template, Matcher found, StringBuilder result) {
    int at = 0;
    while (at < template.length()) {
      char next = template.charAt(at);
      if (next != '$') {
        result.append(next);
        at++;
      } else if (template.startsWith("$$", at)) {
        result.append('$');
        at += 2;
      } else {
        String name = name(template, at + 1);
        if (name.isEmpty()) {
          result.append('$');
          at++;
        } else {
          boolean braced = template.charAt(at + 1) == '{';
          result.append(group(found, name));
          at += 1 + name.length() + (braced ? 2 : 0);
        }
      }
    }
  }

  /** The name behind a dollar; empty if there is none, and the dollar means itself. */
  private static String name(String template, int at) {
    boolean braced = template.startsWith("{", at);
    int begin = braced ? at + 1 : at;
    int end = begin;
    while (end < template.length() && isPart(template.charAt(end))) {
      end++;
    }
    if (braced && !template.startsWith("}", end)) {
      return "";
    }
    return template.substring(begin, end);
  }

  private static boolean isPart(char letter) {
    return letter == '_' || Character.isLetterOrDigit(letter);
  }

  private static String group(Matcher found, String name) {
    int index;
    if (name.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      index = name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
    } else {
      Map<String, Integer> names = found.pattern().namedGroups();
      index = names.getOrDefault(name, Integer.MAX_VALUE);
    }
    String text = index > found.groupCount() ? null : found.group(index);
    return text == null ? "" : text;
  }
}
