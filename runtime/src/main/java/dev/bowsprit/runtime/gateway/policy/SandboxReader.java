package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.frontend.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a sandbox allows. */
final class SandboxReader {

  private static final Set<String> MEMBERS =
      Set.of(
          "memory",
          "pids",
          "disk",
          "time",
          "log",
          "vertices",
          "message",
          "cpus",
          "network",
          "capabilities",
          "user",
          "prepared",
          "readOnly");
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
  private static final Map<String, Long> SIZES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> TIMES =
      Map.of("", 1000L, "ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

  private final Members members;

  private SandboxReader(Members members) {
    this.members = members;
  }

  /**
   * Reads settings.
   *
   * @param place what errors begin with
   * @param base the settings that count where these say nothing
   */
  static SandboxSettings read(String place, Json json, SandboxSettings base) {
    return new SandboxReader(new Members(place, json, MEMBERS)).read(base);
  }

  private SandboxSettings read(SandboxSettings base) {
    return new SandboxSettings(
        size("memory", base.memory()),
        amount("pids", base.pids(), Map.of("", 1L), "a number"),
        size("disk", base.disk()),
        Duration.ofMillis(
            amount("time", base.time().toMillis(), TIMES, "a time such as 30s, 5m or 500ms")),
        size("log", base.log()),
        amount("vertices", base.vertices(), Map.of("", 1L), "a number"),
        Math.toIntExact(Math.min(Integer.MAX_VALUE, size("message", base.message()))),
        cpus(base.cpus()),
        members.flag("network").orElse(base.network()),
        members.get("capabilities").isPresent()
            ? members.texts("capabilities")
            : base.capabilities(),
        members.text("user").orElse(base.user()),
        members.flag("prepared").orElse(base.prepared()),
        members.flag("readOnly").orElse(base.readOnly()));
  }

  private long size(String name, long otherwise) {
    return amount(name, otherwise, SIZES, "a size such as 512MiB or 1GiB");
  }

  private long amount(String name, long otherwise, Map<String, Long> units, String wanted) {
    return members
        .amount(name)
        .map(
            text -> {
              Matcher matcher = AMOUNT.matcher(text);
              Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
              if (unit == null || Long.parseLong(matcher.group(1)) == 0) {
                throw members.wrong(name, text, wanted);
              }
              return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
            })
        .orElse(otherwise);
  }

  private OptionalDouble cpus(OptionalDouble otherwise) {
    return members
        .amount("cpus")
        .map(
            text -> {
              if (!text.matches("\\d{1,4}(\\.\\d{1,3})?") || Double.parseDouble(text) < 0.01) {
                throw members.wrong("cpus", text, "a number of processors such as 1.5");
              }
              return OptionalDouble.of(Double.parseDouble(text));
            })
        .orElse(otherwise);
  }
}
