package dev.bowsprit.runtime.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON file of the user, with its place for errors.
 *
 * @param file the file
 * @param range the value, or the first sign of it if it spans lines
 * @param kind what it is
 * @param text of a text or a number
 * @param members of an object
 * @param elements of an array
 */
record LocatedJson(
    SourceMap file,
    SourceRange range,
    Kind kind,
    String text,
    Map<String, Member> members,
    List<LocatedJson> elements) {

  /** What a value is. */
  enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    TEXT("a text"),
    NUMBER("a number"),
    OTHER("true or false"),
    NULL("null");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  /**
   * A member of an object.
   *
   * @param name where its name is
   */
  record Member(SourceRange name, LocatedJson value) {}

  /**
   * Reads a file.
   *
   * @throws GatewayException with the place, if it is no JSON
   */
  static LocatedJson parse(String name, byte[] bytes) throws IOException {
    SourceMap file = SourceMap.of(name, "json", bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        throw error(file, SourceRange.line(1), "there is no JSON in the file");
      }
      LocatedJson value = new Reader(file, parser).value();
      if (parser.nextToken() != null) {
        throw error(file, token(parser), "something follows after the end of the JSON");
      }
      return value;
    } catch (StreamReadException e) {
      throw error(file, at(e.getLocation()), "invalid JSON: " + e.getOriginalMessage());
    }
  }

  private static SourceRange at(JsonLocation place) {
    int column = Math.max(place.getColumnNr(), 1);
    return SourceRange.of(Math.max(place.getLineNr(), 1), column, column + 1);
  }

  private static SourceRange token(JsonParser parser) {
    JsonLocation start = parser.currentTokenLocation();
    JsonLocation end = parser.currentLocation();
    return start.getLineNr() == end.getLineNr() && end.getColumnNr() > start.getColumnNr()
        ? SourceRange.of(start.getLineNr(), start.getColumnNr(), end.getColumnNr())
        : at(start);
  }

  private static GatewayException error(SourceMap file, SourceRange range, String message) {
    return new GatewayException(Diagnostic.at(file, range, message).toStatus());
  }

  /** An error about this value. */
  GatewayException wrong(String message) {
    return error(file, range, message);
  }

  /** This value if it is of a kind. */
  LocatedJson as(Kind wanted, String what) {
    if (kind != wanted) {
      throw wrong("%s is %s, and must be %s".formatted(what, kind.shown, wanted.shown));
    }
    return this;
  }

  /**
   * A member, by its name in whatever case; empty if it is not there or null.
   *
   * @param name as it is written in lower case
   */
  Optional<LocatedJson> member(String name) {
    return members.entrySet().stream()
        .filter(member -> member.getKey().equalsIgnoreCase(name))
        .map(member -> member.getValue().value())
        .filter(value -> value.kind() != Kind.NULL)
        .findFirst();
  }

  /** Checks that this is an object that has no other members. */
  LocatedJson ofMembers(String what, List<String> known) {
    var _ = as(Kind.OBJECT, what);
    members.forEach(
        (name, member) -> {
          if (known.stream().noneMatch(name::equalsIgnoreCase)) {
            Diagnostic unknown =
                Diagnostic.at(file, member.name(), "%s has no member \"%s\"".formatted(what, name));
            Optional<String> nearest = Suggestions.nearest(name, known);
            throw new GatewayException(
                unknown
                    .withHint(
                        nearest
                            .map(other -> "did you mean " + other + "?")
                            .orElse("it may have " + String.join(", ", known)))
                    .toStatus());
          }
        });
    return this;
  }

  /** Reads values by their tokens. */
  private record Reader(SourceMap file, JsonParser parser) {

    LocatedJson value() throws IOException {
      SourceRange range = token(parser);
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> {
          Map<String, Member> members = new LinkedHashMap<>();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            SourceRange name = token(parser);
            String key = parser.currentName();
            var _ = parser.nextToken();
            members.put(key, new Member(name, value()));
          }
          yield new LocatedJson(file, range, Kind.OBJECT, "", members, List.of());
        }
        case START_ARRAY -> {
          List<LocatedJson> elements = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value());
          }
          yield new LocatedJson(file, range, Kind.ARRAY, "", Map.of(), elements);
        }
        case VALUE_STRING -> scalar(Kind.TEXT);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER);
        case VALUE_NULL -> scalar(Kind.NULL);
        default -> scalar(Kind.OTHER);
      };
    }

    private LocatedJson scalar(Kind kind) throws IOException {
      @Nullable String text = parser.getText(); // read first: only then the end is known
      return new LocatedJson(
          file, token(parser), kind, text == null ? "" : text, Map.of(), List.of());
    }
  }
}
