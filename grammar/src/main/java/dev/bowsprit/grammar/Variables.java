package dev.bowsprit.grammar;

import java.util.Map;
import java.util.Optional;

/** The variables that an expansion may use. */
@FunctionalInterface
public interface Variables {
  /** No variables at all. */
  Variables NONE = name -> Optional.empty();

  /** The value of a variable, which may be ""; nothing if it is not set. */
  Optional<String> get(String name);

  /** The variables of a map. */
  static Variables of(Map<String, String> map) {
    return name -> Optional.ofNullable(map.get(name));
  }
}
