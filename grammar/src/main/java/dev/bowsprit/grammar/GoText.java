package dev.bowsprit.grammar;

/** Texts as Go writes them, since messages of the official frontend hold them. */
final class GoText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private GoText() {}

  /** The text in double quotes with Go's escapes ({@code %q}). */
  static String quote(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> quote(out, c));
    return out.append('"').toString();
  }

  private static void quote(StringBuilder out, int c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append((char) c);
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0B -> out.append("\\v");
      default -> {
        if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else if (Utf8.isInvalidByte(c)) {
          hex(out.append("\\x"), c & 0xFF, 2);
        } else if (c < ' ' || c == 0x7F) {
          hex(out.append("\\x"), c, 2);
        } else if (c > 0xFFFF) {
          hex(out.append("\\U"), c, 8);
        } else {
          hex(out.append("\\u"), c, 4);
        }
      }
    }
  }

  private static void hex(StringBuilder out, int value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.append(HEX[(value >> shift) & 0xF]);
    }
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /**
   * Go's replacement templates, for an expression without groups: {@code $0} is the match, {@code
   * $$} a dollar, any other name nothing.
   */
  static String expandTemplate(String template, String match) {
    var out = new StringBuilder();
    int at = 0;
    for (int dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', at)) {
      out.append(template, at, dollar);
      at = dollar + 1;
      if (at < template.length() && template.charAt(at) == '$') {
        out.append('$');
        at++;
        continue;
      }
      boolean braced = at < template.length() && template.charAt(at) == '{';
      int nameStart = braced ? at + 1 : at;
      int nameEnd = nameStart;
      while (nameEnd < template.length() && isNamePart(template.codePointAt(nameEnd))) {
        nameEnd += Character.charCount(template.codePointAt(nameEnd));
      }
      boolean closed = !braced || (nameEnd < template.length() && template.charAt(nameEnd) == '}');
      if (nameEnd == nameStart || !closed) {
        out.append('$');
        continue;
      }
      String name = template.substring(nameStart, nameEnd);
      if (name.chars().allMatch(c -> c == '0') && name.length() == 1) {
        out.append(match);
      }
      at = braced ? nameEnd + 1 : nameEnd;
    }
    return out.append(template, at, template.length()).toString();
  }

  private static boolean isNamePart(int c) {
    return Character.isLetter(c) || Character.isDigit(c) || c == '_';
  }
}
