package dev.bowsprit.frontend.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON with Go's escapes: also of {@code <}, {@code >}, {@code &} and line separators. */
final class JsonWriter {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();
  private final String indent;

  private JsonWriter(String indent) {
    this.indent = indent;
  }

  static String write(Json value, String indent) {
    JsonWriter writer = new JsonWriter(indent);
    writer.value(value, 0);
    return writer.out.toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.Obj object -> object(object.members(), depth);
      case Json.Arr array -> array(array.elements(), depth);
      case Json.Text text -> text(text.value());
      case Json.Num number -> out.append(number.literal());
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null _ -> out.append("null");
    }
  }

  private void object(Map<String, Json> members, int depth) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> rest = members.entrySet().iterator();
    while (rest.hasNext()) {
      Map.Entry<String, Json> member = rest.next();
      newLine(depth + 1);
      text(member.getKey());
      out.append(indent.isEmpty() ? ":" : ": ");
      value(member.getValue(), depth + 1);
      if (rest.hasNext()) {
        out.append(',');
      } else {
        newLine(depth);
      }
    }
    out.append('}');
  }

  private void array(List<Json> elements, int depth) {
    out.append('[');
    Iterator<Json> rest = elements.iterator();
    while (rest.hasNext()) {
      newLine(depth + 1);
      value(rest.next(), depth + 1);
      if (rest.hasNext()) {
        out.append(',');
      } else {
        newLine(depth);
      }
    }
    out.append(']');
  }

  private void newLine(int depth) {
    if (!indent.isEmpty()) {
      out.append('\n').repeat(indent, depth);
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text, i);
    }
    out.append('"');
  }

  private void character(String text, int index) {
    char c = text.charAt(index);
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
      default -> {
        if (c < 0x20) {
          escape(c);
        } else if (Character.isSurrogate(c) && !paired(text, index)) {
          out.append("\\ufffd");
        } else {
          out.append(c);
        }
      }
    }
  }

  private static boolean paired(String text, int index) {
    char c = text.charAt(index);
    return Character.isHighSurrogate(c)
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }

  private void escape(char c) {
    out.append("\\u")
        .append(HEX.charAt(c >> 12))
        .append(HEX.charAt((c >> 8) & 15))
        .append(HEX.charAt((c >> 4) & 15))
        .append(HEX.charAt(c & 15));
  }
}
