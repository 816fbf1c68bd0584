package dev.bowsprit.frontend.image;

import dev.bowsprit.frontend.json.Json;
import java.util.List;

/**
 * How to see whether a container is healthy; zero and empty values are inherited.
 *
 * @param test {@code NONE}, or {@code CMD} and arguments, or {@code CMD-SHELL} and a command
 * @param interval nanoseconds between checks
 * @param timeout nanoseconds after which a check has failed
 * @param startPeriod nanoseconds in which failures do not count
 * @param startInterval nanoseconds between checks in that period
 * @param retries failures in a row that make a container unhealthy
 */
public record Healthcheck(
    List<String> test,
    long interval,
    long timeout,
    long startPeriod,
    long startInterval,
    int retries) {

  /** Takes a copy. */
  public Healthcheck {
    test = List.copyOf(test);
  }

  static Healthcheck of(Json json) {
    return new Healthcheck(
        ImageConfig.texts(json, "Test"),
        ImageConfig.number(json, "Interval"),
        ImageConfig.number(json, "Timeout"),
        ImageConfig.number(json, "StartPeriod"),
        ImageConfig.number(json, "StartInterval"),
        (int) ImageConfig.number(json, "Retries"));
  }

  Json toJson() {
    return new Json.Builder()
        .putTexts("Test", test)
        .putNumber("Interval", interval)
        .putNumber("Timeout", timeout)
        .putNumber("StartPeriod", startPeriod)
        .putNumber("StartInterval", startInterval)
        .putNumber("Retries", retries)
        .build();
  }
}
