package dev.bowsprit.dockerfile.text;

import dev.bowsprit.frontend.image.Healthcheck;
import dev.bowsprit.llb.Texts;
import java.util.Collection;
import java.util.stream.Collectors;

/** Values as Go's {@code fmt} writes them; an image's history is made of them. */
public final class GoFormat {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private GoFormat() {}

  /** A list as {@code %v}: {@code [a b]}. */
  public static String list(Collection<String> values) {
    return "[" + String.join(" ", values) + "]";
  }

  /** A list as {@code %q}: {@code ["a" "b"]}. */
  public static String quoted(Collection<String> values) {
    return values.stream().map(Texts::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  /** A health check as {@code %+v}. */
  public static String of(Healthcheck check) {
    return "{Test:%s Interval:%s Timeout:%s StartPeriod:%s StartInterval:%s Retries:%d}"
        .formatted(
            list(check.test()),
            duration(check.interval()),
            duration(check.timeout()),
            duration(check.startPeriod()),
            duration(check.startInterval()),
            check.retries());
  }

  /** Nanoseconds as {@code 1h2m3.5s}. */
  public static String duration(long nanoseconds) {
    if (nanoseconds == 0) {
      return "0s";
    }
    if (nanoseconds < 0) {
      return "-" + duration(-nanoseconds);
    }
    if (nanoseconds < MICRO) {
      return nanoseconds + "ns";
    }
    if (nanoseconds < MILLI) {
      return decimal(nanoseconds, MICRO) + "µs";
    }
    if (nanoseconds < SECOND) {
      return decimal(nanoseconds, MILLI) + "ms";
    }
    long minutes = nanoseconds / (60 * SECOND);
    StringBuilder text = new StringBuilder();
    if (minutes >= 60) {
      text.append(minutes / 60).append('h');
    }
    if (minutes > 0) {
      text.append(minutes % 60).append('m');
    }
    return text.append(decimal(nanoseconds % (60 * SECOND), SECOND)).append('s').toString();
  }

  private static String decimal(long value, long unit) {
    long rest = value % unit;
    if (rest == 0) {
      return Long.toString(value / unit);
    }
    String digits = Long.toString(unit + rest).substring(1).replaceFirst("0+$", "");
    return value / unit + "." + digits;
  }
}
