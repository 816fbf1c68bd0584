package dev.bowsprit.frontend.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly, and says what is wrong in Go's words. */
final class JsonReader {

  /** As deep as Go goes. */
  private static final int MAX_DEPTH = 10_000;

  private static final int END = -1;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  static Json read(String text) throws JsonSyntaxException {
    JsonReader reader = new JsonReader(text);
    Json value = reader.value(0);
    reader.skipSpace();
    if (reader.peek() != END) {
      throw reader.invalid("after top-level value");
    }
    return value;
  }

  private Json value(int depth) throws JsonSyntaxException {
    if (depth > MAX_DEPTH) {
      throw new JsonSyntaxException("exceeded max depth");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", new Json.Null());
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw invalid("looking for beginning of value");
    };
  }

  private Json object(int depth) throws JsonSyntaxException {
    at++;
    Map<String, Json> members = new LinkedHashMap<>();
    skipSpace();
    if (peek() == '}') {
      at++;
      return new Json.Obj(members);
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw invalid("looking for beginning of object key string");
      }
      String name = string();
      skipSpace();
      if (peek() != ':') {
        throw invalid("after object key");
      }
      at++;
      members.put(name, value(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return new Json.Obj(members);
      }
      if (peek() != ',') {
        throw invalid("after object key:value pair");
      }
      at++;
    }
  }

  private Json array(int depth) throws JsonSyntaxException {
    at++;
    List<Json> elements = new ArrayList<>();
    skipSpace();
    if (peek() == ']') {
      at++;
      return new Json.Arr(elements);
    }
    while (true) {
      elements.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return new Json.Arr(elements);
      }
      if (peek() != ',') {
        throw invalid("after array element");
      }
      at++;
    }
  }

  private String string() throws JsonSyntaxException {
    at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      int c = peek();
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c < 0x20) {
        throw invalid("in string literal");
      }
      at++;
      value.append(c == '\\' ? escaped() : (char) c);
    }
  }

  private char escaped() throws JsonSyntaxException {
    int c = peek();
    char value =
        switch (c) {
          case '"', '\\', '/' -> (char) c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 'u';
          default -> throw invalid("in string escape code");
        };
    at++;
    if (c != 'u') {
      return value;
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() == END ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw invalid("in \\u hexadecimal character escape");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  private Json literal(String literal, Json value) throws JsonSyntaxException {
    for (int i = 0; i < literal.length(); i++) {
      if (peek() != literal.charAt(i)) {
        throw invalid("in literal " + literal + " (expecting '" + literal.charAt(i) + "')");
      }
      at++;
    }
    return value;
  }

  private Json number() throws JsonSyntaxException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (peek() == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
    return new Json.Num(text.substring(start, at));
  }

  private void digits(String where) throws JsonSyntaxException {
    if (peek() < '0' || peek() > '9') {
      throw invalid(where);
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private JsonSyntaxException invalid(String where) {
    int c = peek();
    if (c == END) {
      return new JsonSyntaxException("unexpected end of JSON input");
    }
    String shown =
        switch (c) {
          case '\'' -> "'\\''";
          case '"' -> "'\"'";
          case '\n' -> "'\\n'";
          case '\r' -> "'\\r'";
          case '\t' -> "'\\t'";
          default -> c < 0x20 ? "'\\x%02x'".formatted(c) : "'" + (char) c + "'";
        };
    return new JsonSyntaxException("invalid character " + shown + " " + where);
  }
}
