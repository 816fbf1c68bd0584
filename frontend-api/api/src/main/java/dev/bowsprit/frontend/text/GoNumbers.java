package dev.bowsprit.frontend.text;

import dev.bowsprit.llb.Texts;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers and truth values, read as Go's {@code strconv} does, with its messages. */
public final class GoNumbers {

  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("[0-7]+");
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

  private GoNumbers() {}

  /** A truth value; empty if the text is none. */
  public static Optional<Boolean> parseBool(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /**
   * A signed number of 64 bits.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static long parseInt(String text) {
    return parseInt(text, 64);
  }

  /**
   * A signed number of some bits.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static long parseInt(String text, int bits) {
    if (!DECIMAL.matcher(text).matches()) {
      throw failure("ParseInt", text, "invalid syntax");
    }
    BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    if (value.bitLength() >= bits) {
      throw failure("ParseInt", text, "value out of range");
    }
    return value.longValueExact();
  }

  /**
   * An unsigned number of 64 bits, as far as Java's {@code long} goes.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static long parseUint(String text) {
    if (!UNSIGNED.matcher(text).matches()) {
      throw failure("ParseUint", text, "invalid syntax");
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(UNSIGNED_END) >= 0) {
      throw failure("ParseUint", text, "value out of range");
    }
    return value.longValue();
  }

  /** An unsigned octal number of 32 bits; empty if the text is none. */
  public static Optional<Long> parseOctal(String text) {
    if (!OCTAL.matcher(text).matches()) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(text, 8);
    return value.bitLength() > 32 ? Optional.empty() : Optional.of(value.longValueExact());
  }

  private static IllegalArgumentException failure(String function, String text, String what) {
    return new IllegalArgumentException(
        "strconv." + function + ": parsing " + Texts.quote(text) + ": " + what);
  }
}
