package dev.bowsprit.frontend.json;

import java.time.YearMonth;

/** Times of RFC 3339 as Go reads them: somewhat laxer, and with its words for what is wrong. */
public final class GoTime {

  private static final String LAYOUT = "2006-01-02T15:04:05Z07:00";
  private static final int NANO_DIGITS = 9;

  private final String text;
  private int at;

  private GoTime(String text) {
    this.text = text;
  }

  /**
   * The time as Go writes it: without needless digits.
   *
   * @throws JsonSyntaxException if the text is no time
   */
  public static String normalized(String text) throws JsonSyntaxException {
    return new GoTime(text).read();
  }

  private String read() throws JsonSyntaxException {
    int year = year();
    literal("-");
    int month = number("01", true);
    if (month < 1 || month > 12) {
      throw outOfRange("month");
    }
    literal("-");
    int day = number("02", true);
    literal("T");
    int hour = number("15", false);
    inRange(hour, 23, "hour");
    literal(":");
    int minute = number("04", true);
    inRange(minute, 59, "minute");
    literal(":");
    int second = number("05", true);
    inRange(second, 59, "second");
    String fraction = fraction();
    String zone = zone();
    if (at < text.length()) {
      throw fault(": extra text: " + quoted(text.substring(at)));
    }
    if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
      throw outOfRange("day");
    }
    return "%04d-%02d-%02dT%02d:%02d:%02d%s%s"
        .formatted(year, month, day, hour, minute, second, fraction, zone);
  }

  private int year() throws JsonSyntaxException {
    for (int i = at; i < at + 4; i++) {
      if (!isDigit(i)) {
        throw unlike("2006", at);
      }
    }
    at += 4;
    return Integer.parseInt(text, 0, at, 10);
  }

  private int number(String layout, boolean twoDigits) throws JsonSyntaxException {
    if (!isDigit(at) || (twoDigits && !isDigit(at + 1))) {
      throw unlike(layout, at);
    }
    int end = isDigit(at + 1) ? at + 2 : at + 1;
    int value = Integer.parseInt(text, at, end, 10);
    at = end;
    return value;
  }

  private void inRange(int value, int last, String what) throws JsonSyntaxException {
    if (value > last) {
      throw outOfRange(what);
    }
  }

  private String fraction() {
    if (at + 1 >= text.length() || ".,".indexOf(text.charAt(at)) < 0 || !isDigit(at + 1)) {
      return "";
    }
    int start = at + 1;
    at = start;
    while (isDigit(at)) {
      at++;
    }
    String digits =
        text.substring(start, Math.min(at, start + NANO_DIGITS)).replaceFirst("0+$", "");
    return digits.isEmpty() ? "" : "." + digits;
  }

  private String zone() throws JsonSyntaxException {
    if (text.startsWith("Z", at)) {
      at++;
      return "Z";
    }
    int start = at;
    if (text.length() < start + 6 || text.charAt(start + 3) != ':') {
      throw unlike("Z07:00", start);
    }
    boolean digits =
        isDigit(start + 1) && isDigit(start + 2) && isDigit(start + 4) && isDigit(start + 5);
    at = start + 6;
    if (digits) {
      // Go takes the ends of these ranges, too
      inRange(Integer.parseInt(text, start + 1, start + 3, 10), 24, "time zone offset hour");
      inRange(Integer.parseInt(text, start + 4, start + 6, 10), 60, "time zone offset minute");
    }
    if (!digits || "+-".indexOf(text.charAt(start)) < 0) {
      throw unlike("Z07:00", start);
    }
    String zone = text.substring(start, at);
    return zone.endsWith("00:00") ? "Z" : zone;
  }

  private void literal(String expected) throws JsonSyntaxException {
    if (!text.startsWith(expected, at)) {
      throw unlike(expected, at);
    }
    at += expected.length();
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private JsonSyntaxException unlike(String layout, int from) {
    return fault(
        " as "
            + quoted(LAYOUT)
            + ": cannot parse "
            + quoted(text.substring(Math.min(from, text.length())))
            + " as "
            + quoted(layout));
  }

  private JsonSyntaxException outOfRange(String what) {
    return fault(": " + what + " out of range");
  }

  private JsonSyntaxException fault(String what) {
    return new JsonSyntaxException("parsing time " + quoted(text) + what);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      if (b < ' ') {
        quoted.append("\\x%02x".formatted(b & 0xff));
      } else {
        quoted.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
      }
    }
    return quoted.append('"').toString();
  }
}
