package dev.bowsprit.runtime.worker.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bowsprit.frontend.json.Json;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON with the bytes that Go's {@code encoding/json} writes, since digests of configs and
 * manifests depend on them: no spaces (or two of indent), {@code <}, {@code >} and {@code &}
 * escaped. Objects are maps in the order of their fields, arrays are lists; {@link Raw} is JSON
 * text that is kept as it is.
 */
public final class GoJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private GoJson() {}

  /**
   * JSON text.
   *
   * @param text one valid JSON value
   */
  public record Raw(String text) {}

  /** The value in one line. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, -1);
    return out.toString();
  }

  /** The value on many lines, indented by two spaces. */
  public static String writeIndented(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, 0);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out, int depth) {
    switch (value) {
      case Map<?, ?> map -> {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        out.append('{');
        while (entries.hasNext()) {
          Map.Entry<?, ?> entry = entries.next();
          line(out, deeper(depth));
          out.append(Json.of(String.valueOf(entry.getKey())).compact());
          out.append(depth < 0 ? ":" : ": ");
          write(entry.getValue(), out, deeper(depth));
          out.append(entries.hasNext() ? "," : "");
        }
        if (!map.isEmpty()) {
          line(out, depth);
        }
        out.append('}');
      }
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          line(out, deeper(depth));
          write(list.get(i), out, deeper(depth));
          out.append(i + 1 < list.size() ? "," : "");
        }
        if (!list.isEmpty()) {
          line(out, depth);
        }
        out.append(']');
      }
      case Raw raw -> compact(raw.text(), out);
      case String text -> out.append(Json.of(text).compact());
      default -> out.append(value);
    }
  }

  private static int deeper(int depth) {
    return depth < 0 ? depth : depth + 1;
  }

  private static void line(StringBuilder out, int depth) {
    if (depth >= 0) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private static boolean mustEscape(char c) {
    return c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
  }

  private static void escape(char c, StringBuilder out) {
    out.append(String.format("\\u%04x", (int) c));
  }

  private static void compact(String text, StringBuilder out) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        out.append(c).append(text.charAt(++i));
        continue;
      }
      quoted ^= c == '"';
      if (quoted && mustEscape(c)) {
        escape(c, out);
      } else if (quoted || !(c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        out.append(c);
      }
    }
  }

  /**
   * The fields of an object with the text of their values, sorted, as Go writes maps.
   *
   * @throws IOException if it is no JSON object
   */
  public static SortedMap<String, Object> members(String object) throws IOException {
    SortedMap<String, Object> result = new TreeMap<>();
    try (JsonParser parser = FACTORY.createParser(object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        result.put(name, new Raw(object.substring(start, end).strip()));
      }
    }
    return result;
  }
}
