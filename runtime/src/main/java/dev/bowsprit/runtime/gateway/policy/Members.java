package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.frontend.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The members of an object of a policy, of which each must be known. */
final class Members {

  private final String place;
  private final Json json;

  /**
   * The members.
   *
   * @param place what errors begin with
   * @throws IllegalArgumentException if there is another than the known ones
   */
  Members(String place, Json json, Set<String> known) {
    this.place = place;
    this.json = json;
    if (!(json instanceof Json.Obj)) {
      throw new IllegalArgumentException(place + " is not an object");
    }
    for (String name : json.members().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s has the member \"%s\", and may have %s"
                .formatted(place, name, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  Optional<Json> get(String name) {
    return Optional.ofNullable(json.members().get(name));
  }

  Optional<String> text(String name) {
    return get(name)
        .map(value -> value.text().orElseThrow(() -> wrong(name, value.compact(), "a text")));
  }

  /** The elements of a list; anything else in its place must not be taken for an empty one. */
  List<Json> list(String name, String wanted) {
    Optional<Json> value = get(name);
    if (value.isPresent() && !(value.get() instanceof Json.Arr)) {
      throw wrong(name, value.get().compact(), wanted);
    }
    return value.map(Json::elements).orElse(List.of());
  }

  List<String> texts(String name) {
    List<String> result = new ArrayList<>();
    for (Json element : list(name, "a list of texts")) {
      result.add(element.text().orElseThrow(() -> wrong(name, element.compact(), "texts")));
    }
    return result;
  }

  /** Texts that restrict something: of an empty list it could not be told whether to nothing. */
  List<String> someTexts(String name) {
    List<String> texts = texts(name);
    if (texts.isEmpty() && get(name).isPresent()) {
      throw wrong(name, "[]", "left out, or name at least one");
    }
    return texts;
  }

  Optional<Boolean> flag(String name) {
    return get(name)
        .map(
            value -> {
              if (value instanceof Json.Bool(boolean flag)) {
                return flag;
              }
              throw wrong(name, value.compact(), "true or false");
            });
  }

  /** A number, or a text that is read by a function. */
  Optional<String> amount(String name) {
    return get(name)
        .map(
            value ->
                value instanceof Json.Num(String literal)
                    ? literal
                    : value.text().orElseThrow(() -> wrong(name, value.compact(), "an amount")));
  }

  IllegalArgumentException wrong(String name, String value, String wanted) {
    return new IllegalArgumentException(
        "%s: \"%s\" is %s, and must be %s".formatted(place, name, value, wanted));
  }
}
