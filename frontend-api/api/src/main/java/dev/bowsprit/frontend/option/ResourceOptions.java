package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.text.CsvFields;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.LinuxResources;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.llb.Ulimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/** Limits of what steps may use. */
final class ResourceOptions {

  /** The largest processor or memory node that BuildKit takes. */
  private static final long MAX_CPU = 8192;

  private static final Set<String> ULIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private final Map<String, String> options;

  private ResourceOptions(Map<String, String> options) {
    this.options = options;
  }

  static Optional<LinuxResources> of(Map<String, String> options) {
    ResourceOptions reader = new ResourceOptions(options);
    LinuxResources resources =
        LinuxResources.NONE
            .withMemory(reader.positive(OptionKeys.MEMORY))
            .withMemorySwap(
                reader.number(
                    OptionKeys.MEMORY_SWAP,
                    GoNumbers::parseInt,
                    n -> n > 0 || n == -1,
                    "must be -1 (unlimited) or > 0"))
            .withCpuShares(reader.unsigned(OptionKeys.CPU_SHARES))
            .withCpuPeriod(reader.unsigned(OptionKeys.CPU_PERIOD))
            .withCpuQuota(reader.positive(OptionKeys.CPU_QUOTA))
            .withCpusetCpus(reader.cpuset(OptionKeys.CPUSET_CPUS))
            .withCpusetMems(reader.cpuset(OptionKeys.CPUSET_MEMS));
    return resources.equals(LinuxResources.NONE) ? Optional.empty() : Optional.of(resources);
  }

  private long positive(String key) {
    return number(key, GoNumbers::parseInt, n -> n > 0, "must be > 0");
  }

  private long unsigned(String key) {
    return number(key, GoNumbers::parseUint, n -> n != 0, "must be > 0");
  }

  private long number(
      String key, ToLongFunction<String> parser, LongPredicate allowed, String rule) {
    String value = options.getOrDefault(key, "");
    if (value.isEmpty()) {
      return 0;
    }
    long number;
    try {
      number = parser.applyAsLong(value);
    } catch (IllegalArgumentException e) {
      throw invalid(key, value, String.valueOf(e.getMessage()), e);
    }
    if (!allowed.test(number)) {
      throw invalid(key, value, rule, null);
    }
    return number;
  }

  private String cpuset(String key) {
    String value = options.getOrDefault(key, "");
    try {
      for (String part : value.split(",", -1)) {
        if (!part.isBlank()) {
          checkCpus(part.strip());
        }
      }
    } catch (IllegalArgumentException e) {
      throw invalid(key, value, String.valueOf(e.getMessage()), e);
    }
    return value;
  }

  private static void checkCpus(String part) {
    int dash = part.indexOf('-');
    String kind = dash < 0 ? "element" : "range";
    long last;
    try {
      last = GoNumbers.parseInt(part.substring(dash + 1).strip());
      long first = dash < 0 ? last : GoNumbers.parseInt(part.substring(0, dash).strip());
      if (first < 0 || last < first) {
        throw new IllegalArgumentException(part);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid cpuset " + kind + " " + Texts.quote(part), e);
    }
    if (last > MAX_CPU) {
      throw new IllegalArgumentException(
          "cpuset " + kind + " " + Texts.quote(part) + " exceeds maximum " + MAX_CPU);
    }
  }

  private static IllegalArgumentException invalid(
      String key, String value, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException("invalid " + key + " value: " + value + ": " + why, cause);
  }

  static List<Ulimit> ulimits(String option) {
    List<Ulimit> limits = new ArrayList<>();
    if (!option.isEmpty()) {
      CsvFields.of(option).forEach(field -> limits.add(ulimit(field)));
    }
    return limits;
  }

  private static Ulimit ulimit(String field) {
    int equals = field.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("invalid ulimit argument: " + field);
    }
    String name = field.substring(0, equals);
    if (!ULIMITS.contains(name)) {
      throw new IllegalArgumentException("invalid ulimit type: " + name);
    }
    String[] values = field.substring(equals + 1).split(":", -1);
    if (values.length > 2) {
      throw new IllegalArgumentException(
          "too many limit value arguments - "
              + field.substring(equals + 1)
              + ", can only have up to two, `soft[:hard]`");
    }
    long hard = GoNumbers.parseInt(values[values.length - 1]);
    long soft = GoNumbers.parseInt(values[0]);
    if (hard != -1 && (soft == -1 || soft > hard)) {
      String rule = "ulimit soft limit must be less than or equal to hard limit: ";
      throw new IllegalArgumentException(
          rule + (soft == -1 ? "soft: -1 (unlimited), hard: " + hard : soft + " > " + hard));
    }
    return new Ulimit(name, soft, hard);
  }
}
