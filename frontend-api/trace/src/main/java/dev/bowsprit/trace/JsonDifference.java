package dev.bowsprit.trace;

import dev.bowsprit.frontend.json.Json;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The first place in which two JSON values differ; the order of members does not count.
 *
 * @param path where, for instance {@code exec.meta.env[1]}; empty for the values themselves
 * @param first what is there in the one value; empty if nothing is
 * @param second what is there in the other value; empty if nothing is
 */
public record JsonDifference(String path, Optional<Json> first, Optional<Json> second) {

  private static final int SHOWN = 300;

  /** Finds it; empty if the values are equal. */
  public static Optional<JsonDifference> find(Json first, Json second) {
    return find("", Optional.of(first), Optional.of(second));
  }

  private static Optional<JsonDifference> find(
      String path, Optional<Json> first, Optional<Json> second) {
    if (first.equals(second)) {
      return Optional.empty();
    }
    if (first.orElse(null) instanceof Json.Obj one && second.orElse(null) instanceof Json.Obj two) {
      TreeSet<String> names = new TreeSet<>(one.members().keySet());
      names.addAll(two.members().keySet());
      for (String name : names) {
        Optional<JsonDifference> found =
            find(
                path.isEmpty() ? name : path + "." + name,
                Optional.ofNullable(one.members().get(name)),
                Optional.ofNullable(two.members().get(name)));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    if (first.orElse(null) instanceof Json.Arr one && second.orElse(null) instanceof Json.Arr two) {
      for (int i = 0; i < Math.max(one.elements().size(), two.elements().size()); i++) {
        Optional<JsonDifference> found =
            find(path + "[" + i + "]", element(one, i), element(two, i));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    return Optional.of(new JsonDifference(path, first, second));
  }

  private static Optional<Json> element(Json.Arr array, int index) {
    return index < array.elements().size()
        ? Optional.of(array.elements().get(index))
        : Optional.empty();
  }

  private static String shown(Optional<Json> value) {
    String text = value.map(Json::compact).orElse("nothing");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** {@code path: first, then second}. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ": ") + shown(first) + ", then " + shown(second);
  }
}
