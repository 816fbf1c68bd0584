package dev.bowsprit.frontend.json;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A type of Go's that BuildKit reads JSON into. What does not fit is told in the words of Go's
 * {@code encoding/json}: the first value of a wrong kind, unless a time is no time.
 */
public sealed interface GoType {

  /** The type's name in Go. */
  String name();

  /**
   * Reads one value.
   *
   * @throws JsonSyntaxException if the text is no JSON, or does not fit the type
   */
  default Json read(String text) throws JsonSyntaxException {
    Json json = Json.parse(text);
    new GoTypeCheck().check(this, json);
    return json;
  }

  /** A text. */
  record Text(String name) implements GoType {}

  /** A truth value. */
  record Bool() implements GoType {
    @Override
    public String name() {
      return "bool";
    }
  }

  /** A whole number of 64 bits. */
  record Int(String name) implements GoType {}

  /** Bytes, in Base64. */
  record Bytes() implements GoType {
    @Override
    public String name() {
      return "[]uint8";
    }
  }

  /** A time, in RFC 3339. */
  record Time() implements GoType {
    @Override
    public String name() {
      return "time.Time";
    }
  }

  /**
   * An array.
   *
   * @param element what its elements are
   * @param prefix what stands before the elements' name
   */
  record Slice(GoType element, String prefix) implements GoType {
    @Override
    public String name() {
      return prefix + element.name();
    }
  }

  /** An object of any names whose values are of one type. */
  record Dictionary(GoType value) implements GoType {
    @Override
    public String name() {
      return "map[string]" + value.name();
    }
  }

  /**
   * A field of an object.
   *
   * @param path its name behind those of the embedded types that it is in
   * @param type its type
   */
  record Field(String path, GoType type) {}

  /**
   * An object with fields.
   *
   * @param fields by their names in JSON
   */
  record Struct(String name, Map<String, Field> fields) implements GoType {

    /** Takes a copy. */
    public Struct {
      fields = Map.copyOf(fields);
    }

    /** The same with one more field. */
    public Struct with(String field, GoType type) {
      return withPath(field, field, type);
    }

    /** The same with the fields of an embedded type. */
    public Struct with(Struct embedded) {
      Struct all = this;
      for (Map.Entry<String, Field> field : embedded.fields.entrySet()) {
        String path = embedded.shortName() + "." + field.getValue().path();
        if (!fields.containsKey(field.getKey())) {
          all = all.withPath(field.getKey(), path, field.getValue().type());
        }
      }
      return all;
    }

    private Struct withPath(String field, String path, GoType type) {
      Map<String, Field> all = new LinkedHashMap<>(fields);
      all.put(field, new Field(path, type));
      return new Struct(name, all);
    }

    /** The name without its package. */
    String shortName() {
      return name.substring(name.indexOf('.') + 1);
    }
  }

  /** Texts. */
  static GoType string() {
    return new Text("string");
  }

  /** Truth values. */
  static GoType bool() {
    return new Bool();
  }

  /** Bytes, in Base64. */
  static GoType bytes() {
    return new Bytes();
  }

  /** Times, in RFC 3339. */
  static GoType time() {
    return new Time();
  }

  /** An object without fields. */
  static GoType empty() {
    return new Struct("struct {}", Map.of());
  }

  /** An object that has no fields yet. */
  static Struct struct(String name) {
    return new Struct(name, Map.of());
  }

  /** An array of such. */
  static GoType slice(GoType element) {
    return new Slice(element, "[]");
  }

  /** An array of pointers to such. */
  static GoType sliceOfPointers(GoType element) {
    return new Slice(element, "[]*");
  }
}
