package dev.bowsprit.runtime.ops.exec;

/** Text as Go prints it, for messages that clients know. */
public final class GoText {

  private GoText() {}

  /** A string in double quotes, with escapes for what is not printable: the verb {@code %q}. */
  public static String quote(String text) {
    StringBuilder result = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> result.append("\\\"");
                case '\\' -> result.append("\\\\");
                case 0x07 -> result.append("\\a");
                case '\b' -> result.append("\\b");
                case '\f' -> result.append("\\f");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                case 0x0b -> result.append("\\v");
                default -> append(result, c);
              }
            });
    return result.append('"').toString();
  }

  private static void append(StringBuilder result, int c) {
    if (isPrintable(c)) {
      result.appendCodePoint(c);
    } else if (c < 0x80) {
      result.append("\\x%02x".formatted(c));
    } else if (c <= Character.MAX_VALUE) {
      result.append("\\u%04x".formatted(c));
    } else {
      result.append("\\U%08x".formatted(c));
    }
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
}
