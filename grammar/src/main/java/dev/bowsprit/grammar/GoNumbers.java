package dev.bowsprit.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/** Numbers and durations as Go reads them, with its messages. */
final class GoNumbers {
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00B5s", 1_000L,
          "\u03BCs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoNumbers() {}

  /** A text that is no number; the message is Go's. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    Invalid(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** A decimal number of 32 bits. */
  static int parseInt(String text) throws Invalid {
    String digits = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new Invalid("strconv.ParseInt: parsing " + GoText.quote(text) + ": invalid syntax");
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Invalid("strconv.ParseInt: parsing " + GoText.quote(text) + ": value out of range");
    }
  }

  /** A duration such as {@code 1m30s}, in nanoseconds. */
  static long parseDuration(String text) throws Invalid {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    if (rest.isEmpty()) {
      throw invalidDuration(text);
    }
    var total = BigInteger.ZERO;
    for (int at = 0; at < rest.length(); ) {
      int numberEnd = at;
      while (numberEnd < rest.length() && isNumberPart(rest.charAt(numberEnd))) {
        numberEnd++;
      }
      String number = rest.substring(at, numberEnd);
      if (number.indexOf('.') != number.lastIndexOf('.')) {
        int second = number.indexOf('.', number.indexOf('.') + 1);
        numberEnd = at + second;
        number = rest.substring(at, numberEnd);
      }
      if (number.isEmpty() || number.equals(".")) {
        throw invalidDuration(text);
      }
      int unitEnd = numberEnd;
      while (unitEnd < rest.length() && !isNumberPart(rest.charAt(unitEnd))) {
        unitEnd++;
      }
      String unit = rest.substring(numberEnd, unitEnd);
      if (unit.isEmpty()) {
        throw new Invalid("time: missing unit in duration " + quote(text));
      }
      Long scale = UNITS.get(unit);
      if (scale == null) {
        throw new Invalid("time: unknown unit " + quote(unit) + " in duration " + quote(text));
      }
      total =
          total.add(
              new BigDecimal(number.endsWith(".") ? number + "0" : number)
                  .multiply(BigDecimal.valueOf(scale))
                  .setScale(0, RoundingMode.DOWN)
                  .toBigInteger());
      at = unitEnd;
    }
    if (negative) {
      total = total.negate();
    }
    if (total.bitLength() > 63) {
      throw invalidDuration(text);
    }
    return total.longValue();
  }

  private static boolean isNumberPart(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static Invalid invalidDuration(String text) {
    return new Invalid("time: invalid duration " + quote(text));
  }

  /** Quotes as Go's time package does: bytes beyond printable ASCII in hexadecimal. */
  private static String quote(String text) {
    var out = new StringBuilder("\"");
    for (byte b : Utf8.encode(text)) {
      if (b == '"' || b == '\\') {
        out.append('\\').append((char) b);
      } else if (b < ' ') {
        out.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
      } else {
        out.append((char) b);
      }
    }
    return out.append('"').toString();
  }
}
