package dev.bowsprit.frontend.json;

import java.util.Map;
import java.util.Optional;

/** Looks whether a value fits a type, in the order in which Go does. */
final class GoTypeCheck {

  /** Where a value is: in which type, behind which fields; both empty outside of all types. */
  private record Place(String type, String path) {
    Place in(GoType.Struct struct, GoType.Field field) {
      return new Place(
          struct.shortName(), path.isEmpty() ? field.path() : path + "." + field.path());
    }
  }

  private Optional<JsonSyntaxException> first = Optional.empty();

  void check(GoType type, Json value) throws JsonSyntaxException {
    check(type, value, new Place("", ""));
    if (first.isPresent()) {
      throw first.get();
    }
  }

  private void check(GoType type, Json value, Place place) throws JsonSyntaxException {
    if (value instanceof Json.Null) {
      return;
    }
    switch (type) {
      case GoType.Time _ -> {
        if (!(value instanceof Json.Text(String time))) {
          throw new JsonSyntaxException("Time.UnmarshalJSON: input is not a JSON string");
        }
        GoTime.normalized(time);
      }
      case GoType.Text _ when value instanceof Json.Text -> {}
      case GoType.Bool _ when value instanceof Json.Bool -> {}
      case GoType.Int _ when value instanceof Json.Num number -> {
        if (number.asLong().isEmpty()) {
          fault("json: cannot unmarshal number " + number.literal() + into(type, place));
        }
      }
      case GoType.Bytes _ when value instanceof Json.Text(String text) -> {
        try {
          GoBase64.decode(text);
        } catch (IllegalArgumentException e) {
          fault(String.valueOf(e.getMessage()));
        }
      }
      case GoType.Slice slice when value instanceof Json.Arr(var elements) -> {
        for (Json element : elements) {
          check(slice.element(), element, place);
        }
      }
      case GoType.Dictionary all when value instanceof Json.Obj(var members) -> {
        for (Json member : members.values()) {
          check(all.value(), member, place);
        }
      }
      case GoType.Struct struct when value instanceof Json.Obj(var members) -> {
        for (Map.Entry<String, Json> member : members.entrySet()) {
          Optional<GoType.Field> field = field(struct, member.getKey());
          if (field.isPresent()) {
            check(field.get().type(), member.getValue(), place.in(struct, field.get()));
          }
        }
      }
      default -> fault("json: cannot unmarshal " + kind(value) + into(type, place));
    }
  }

  private static Optional<GoType.Field> field(GoType.Struct struct, String name) {
    GoType.Field exact = struct.fields().get(name);
    return exact != null
        ? Optional.of(exact)
        : struct.fields().entrySet().stream()
            .filter(field -> field.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  private void fault(String message) {
    if (first.isEmpty()) {
      first = Optional.of(new JsonSyntaxException(message));
    }
  }

  private static String into(GoType type, Place place) {
    return " into Go "
        + (place.type().isEmpty() ? "value" : "struct field " + place.type() + "." + place.path())
        + " of type "
        + type.name();
  }

  private static String kind(Json value) {
    return switch (value) {
      case Json.Arr _ -> "array";
      case Json.Obj _ -> "object";
      case Json.Text _ -> "string";
      case Json.Num _ -> "number";
      case Json.Bool _ -> "bool";
      case Json.Null _ -> "null";
    };
  }
}
