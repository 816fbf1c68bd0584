package dev.bowsprit.llb;

import java.util.Comparator;
import java.util.List;

/**
 * Texts as Go writes them, where they become part of an operation, a config or a message: paths,
 * JSON, quotes, and the order of strings.
 */
public final class Texts {

  /** The order of UTF-8 bytes, which is the order of code points, not that of UTF-16 units. */
  public static final Comparator<String> UTF8_ORDER = Texts::compareCodePoints;

  private Texts() {}

  private static int compareCodePoints(String a, String b) {
    int end = Math.min(a.length(), b.length());
    for (int i = 0; i < end; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean wideX = Character.isSurrogate(x);
        boolean wideY = Character.isSurrogate(y);
        return wideX == wideY ? Character.compare(x, y) : wideX ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * The shortest form of a path: no empty, {@code .} or inner {@code ..} elements, no slash at the
   * end; {@code .} if nothing is left.
   */
  public static String cleanPath(String path) {
    boolean rooted = path.startsWith("/");
    StringBuilder out = new StringBuilder(path.length());
    int depth = 0;
    for (String element : path.split("/", -1)) {
      if (element.isEmpty() || element.equals(".")) {
        continue;
      }
      if (element.equals("..")) {
        if (depth > 0) {
          out.setLength(Math.max(0, out.lastIndexOf("/")));
          depth--;
          continue;
        }
        if (rooted) {
          continue;
        }
      } else {
        depth++;
      }
      if (rooted || !out.isEmpty()) {
        out.append('/');
      }
      out.append(element);
    }
    if (out.isEmpty()) {
      return rooted ? "/" : ".";
    }
    return out.toString();
  }

  /** Joins the elements that are not empty, and cleans the path; empty if there are none. */
  public static String joinPath(String... elements) {
    StringBuilder out = new StringBuilder();
    for (String element : elements) {
      if (!element.isEmpty()) {
        if (!out.isEmpty()) {
          out.append('/');
        }
        out.append(element);
      }
    }
    return out.isEmpty() ? "" : cleanPath(out.toString());
  }

  /** A JSON array of strings without spaces. */
  public static String jsonArray(List<String> values) {
    StringBuilder out = new StringBuilder("[");
    for (String value : values) {
      if (out.length() > 1) {
        out.append(',');
      }
      out.append(jsonString(value));
    }
    return out.append(']').toString();
  }

  /**
   * A JSON string in quotes, in which {@code <}, {@code >}, {@code &} and the line separators
   * U+2028 and U+2029 are escaped.
   */
  public static String jsonString(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            out.append("\\u").append(hex(c, 4));
          } else if (isLoneSurrogate(value, i)) {
            out.append("\\ufffd");
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** A text in double quotes with escapes, as Go's {@code %q} writes it. */
  public static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 11 -> out.append("\\v");
                default -> {
                  if (c < 0x20 || c == 0x7f) {
                    out.append("\\x").append(hex(c, 2));
                  } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(c < 0x10000 ? "\\u" : "\\U").append(hex(c, c < 0x10000 ? 4 : 8));
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  private static boolean isLoneSurrogate(String text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private static String hex(int value, int digits) {
    String hex = Integer.toHexString(value);
    return "0".repeat(digits - hex.length()) + hex;
  }
}
