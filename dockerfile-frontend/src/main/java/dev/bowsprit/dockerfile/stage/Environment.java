package dev.bowsprit.dockerfile.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Variables and their values, in order of their last assignment. Immutable. */
public final class Environment implements dev.bowsprit.grammar.Variables {

  /** No variables. */
  public static final Environment EMPTY = new Environment(Map.of());

  private final Map<String, String> values;

  private Environment(Map<String, String> values) {
    this.values = values;
  }

  /** These variables, in their order. */
  public static Environment of(Map<String, String> values) {
    return new Environment(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
  }

  /** A variable's value, if it has one. */
  @Override
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The names, in order. */
  public List<String> names() {
    return new ArrayList<>(values.keySet());
  }

  /** The values by name, in order. */
  public Map<String, String> asMap() {
    return values;
  }

  /** With a value, last in order. */
  public Environment with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove(name);
    changed.put(name, value);
    return new Environment(Collections.unmodifiableMap(changed));
  }

  /** Without a variable. */
  public Environment without(String name) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove(name);
    return new Environment(Collections.unmodifiableMap(changed));
  }
}
