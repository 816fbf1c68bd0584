package dev.bowsprit.runtime.exporter;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A time that is written as Go writes it in JSON: RFC 3339 with as many digits as it needs.
 *
 * @param value the time with its offset
 */
record GoTime(OffsetDateTime value) {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  static GoTime of(Instant instant) {
    return new GoTime(instant.atOffset(ZoneOffset.UTC));
  }

  static GoTime ofSeconds(long seconds) {
    return of(Instant.ofEpochSecond(seconds));
  }

  static GoTime parse(String text) throws IOException {
    try {
      return new GoTime(OffsetDateTime.parse(text));
    } catch (DateTimeException e) {
      throw new IOException("invalid time in image config: " + text, e);
    }
  }

  boolean isAfter(GoTime other) {
    return value.isAfter(other.value);
  }

  @Override
  public String toString() {
    String fraction =
        value.getNano() == 0
            ? ""
            : "." + String.format("%09d", value.getNano()).replaceAll("0+$", "");
    return SECONDS.format(value) + fraction + value.getOffset();
  }
}
