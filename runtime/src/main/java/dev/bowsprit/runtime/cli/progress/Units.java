package dev.bowsprit.runtime.cli.progress;

import com.google.protobuf.Timestamp;
import java.util.Locale;

/** Sizes and times as progress shows them. */
final class Units {

  private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Units() {}

  /** A size in bytes in powers of a thousand, for instance {@code 2.35kB}. */
  static String bytes(long size) {
    double value = size;
    int unit = 0;
    while (Math.abs(value) >= 1000 && unit < DECIMAL.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? size + "B" : String.format(Locale.ROOT, "%.2f%s", value, DECIMAL[unit]);
  }

  /** A progress in bytes, of a total if that is known, with a space before; or nothing. */
  static String bytes(long current, long total) {
    if (total != 0) {
      return " " + bytes(current) + " / " + bytes(total);
    }
    return current != 0 ? " " + bytes(current) : "";
  }

  /** Seconds with one digit behind the point. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1fs", nanos / 1e9);
  }

  /** Nanoseconds since 1970. */
  static long nanos(Timestamp time) {
    return time.getSeconds() * 1_000_000_000L + time.getNanos();
  }
}
