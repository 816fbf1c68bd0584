package dev.bowsprit.runtime.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people type and read them. */
final class Amounts {

  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtKMGT]?)(i?)[bB]?");
  private static final Map<String, Double> SECONDS =
      Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

  private Amounts() {}

  /** A duration such as {@code 1h30m} or {@code 90s}. */
  static Duration duration(String option, String text) {
    Matcher part = DURATION_PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
      end = part.end();
    }
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (end == 0 || end != text.length()) {
      throw new UsageException(
          "invalid duration \"" + text + "\" for " + option, "write it like 1h30m or 90s");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** A size in bytes such as {@code 10GB} or {@code 512MiB}. */
  static long size(String option, String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new UsageException(
          "invalid size \"" + text + "\" for " + option, "write it like 10GB or 512MiB");
    }
    int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
    if (matcher.group(2).isEmpty()) {
      power = 0;
    }
    double base = matcher.group(3).isEmpty() ? 1000 : 1024;
    return (long) (Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
  }

  /** A size for people, in powers of a thousand. */
  static String show(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%s", value, units[unit]);
  }
}
