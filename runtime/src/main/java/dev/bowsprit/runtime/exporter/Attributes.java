package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The attributes of one export, each taken once; a wrong one is an error with its key. */
final class Attributes {

  private final Map<String, String> rest;

  Attributes(Map<String, String> attributes) {
    this.rest = new TreeMap<>(attributes);
  }

  /** A text. */
  Optional<String> text(String key) {
    return Optional.ofNullable(rest.remove(key));
  }

  /** A truth value in any of Go's spellings; the key alone means true. */
  Optional<Boolean> flag(String key) {
    String value = rest.remove(key);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (value) {
          case "", "1", "t", "T", "true", "TRUE", "True" -> true;
          case "0", "f", "F", "false", "FALSE", "False" -> false;
          default ->
              throw invalid(
                  "non-bool value specified for "
                      + key
                      + ": strconv.ParseBool: parsing \""
                      + value
                      + "\": invalid syntax");
        });
  }

  /** A number. */
  OptionalInt number(String key) {
    String value = rest.remove(key);
    try {
      return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw invalid("non-integer value " + value + " specified for " + key);
    }
  }

  /** The epoch: absent, set to nothing on purpose, or a time. */
  Optional<OptionalLong> epoch() {
    String value = rest.remove("source-date-epoch");
    return value == null ? Optional.empty() : Optional.of(seconds("source-date-epoch", value));
  }

  /** Seconds since 1970, or nothing for an empty text. */
  static OptionalLong seconds(String key, String value) {
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw invalid(
          "invalid " + key + ": strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
  }

  /** What nobody has taken. */
  Map<String, String> rest() {
    return rest;
  }

  static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}
