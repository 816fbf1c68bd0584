package dev.bowsprit.dockerfile.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64m}, {@code 1.5 GiB}; units are powers of 1024. */
public final class ByteSize {

  private static final Pattern SIZE =
      Pattern.compile("([+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)) ?([a-zA-Z]*)");
  private static final String UNITS = "kmgtp";

  private ByteSize() {}

  /** The number of bytes; empty if the text is no size. */
  public static Optional<Long> parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(size.group(1));
    String suffix = size.group(2).toLowerCase(Locale.ROOT);
    if (suffix.isEmpty() || suffix.equals("b")) {
      return Optional.of((long) number);
    }
    int unit = UNITS.indexOf(suffix.charAt(0));
    String rest = suffix.substring(1);
    if (unit < 0 || !(rest.isEmpty() || rest.equals("b") || rest.equals("ib"))) {
      return Optional.empty();
    }
    return Optional.of((long) (number * Math.pow(1024, unit + 1)));
  }
}
