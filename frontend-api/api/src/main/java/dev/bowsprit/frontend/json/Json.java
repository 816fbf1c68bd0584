package dev.bowsprit.frontend.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value. */
public sealed interface Json {

  /**
   * Reads one value.
   *
   * @throws JsonSyntaxException if the text is no JSON, or has more than one value
   */
  static Json parse(String text) throws JsonSyntaxException {
    return JsonReader.read(text);
  }

  /** A text. */
  static Json of(String value) {
    return new Text(value);
  }

  /** A whole number. */
  static Json of(long value) {
    return new Num(Long.toString(value));
  }

  /** A truth value. */
  static Json of(boolean value) {
    return new Bool(value);
  }

  /** An array of texts. */
  static Json ofTexts(Iterable<String> values) {
    List<Json> elements = new ArrayList<>();
    values.forEach(value -> elements.add(new Text(value)));
    return new Arr(elements);
  }

  /** The text in one line, without white space, as {@code json.Marshal} writes it. */
  default String compact() {
    return JsonWriter.write(this, "");
  }

  /** The text with each member on a line, as {@code json.MarshalIndent} writes it. */
  default String indented(String indent) {
    return JsonWriter.write(this, indent);
  }

  /** An object's member; empty if it has none of that name, or this is no object. */
  default Optional<Json> member(String name) {
    return Optional.empty();
  }

  /** A text's value; empty if this is no text. */
  default Optional<String> text() {
    return Optional.empty();
  }

  /** An array's elements; none if this is no array. */
  default List<Json> elements() {
    return List.of();
  }

  /** An object's members in their order; none if this is no object. */
  default Map<String, Json> members() {
    return Map.of();
  }

  /**
   * An object.
   *
   * @param members in the order in which they are written
   */
  record Obj(Map<String, Json> members) implements Json {

    /** Takes a copy. */
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** Finds a member as Go does: the last of the name, without regard to case. */
    @Override
    public Optional<Json> member(String name) {
      return members.entrySet().stream()
          .filter(member -> member.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .reduce((_, last) -> last);
    }
  }

  /** An array. */
  record Arr(List<Json> elements) implements Json {

    /** Takes a copy. */
    public Arr {
      elements = List.copyOf(elements);
    }
  }

  /** A text. */
  record Text(String value) implements Json {
    @Override
    public Optional<String> text() {
      return Optional.of(value);
    }
  }

  /** A number, as it is written. */
  record Num(String literal) implements Json {

    /** The value of a whole number; empty if it is none, or too large. */
    public Optional<Long> asLong() {
      try {
        return Optional.of(Long.parseLong(literal));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /** A truth value. */
  record Bool(boolean value) implements Json {}

  /** Null. */
  record Null() implements Json {}

  /** Gathers the members of an object, leaving out what is empty as Go's {@code omitempty}. */
  final class Builder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    /** No members so far. */
    public Builder() {}

    /** Adds a member, whatever it holds. */
    public Builder put(String name, Json value) {
      members.put(name, value);
      return this;
    }

    /** Adds a text, unless it is empty. */
    public Builder putText(String name, String value) {
      return value.isEmpty() ? this : put(name, of(value));
    }

    /** Adds an array of texts, unless it is empty. */
    public Builder putTexts(String name, List<String> values) {
      return values.isEmpty() ? this : put(name, ofTexts(values));
    }

    /** Adds a number, unless it is zero. */
    public Builder putNumber(String name, long value) {
      return value == 0 ? this : put(name, of(value));
    }

    /** Adds a truth value, unless it is false. */
    public Builder putTrue(String name, boolean value) {
      return value ? put(name, of(true)) : this;
    }

    /** The object. */
    public Json build() {
      return new Obj(members);
    }
  }
}
