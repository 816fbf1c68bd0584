package dev.bowsprit.frontend.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads JSON strictly, and says what is wrong in Go's words. */
final class JsonReader {

  /** Go goes ten times as deep, where the stack of a thread may be too small. */
  private static final int MAX_DEPTH = 1000;

  private static final int END = -1;
  private static final int REPLACEMENT = 0xfffd;

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
    LinkedHashMap<String, Json> members = new LinkedHashMap<>();
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
      // the last of a name counts, and where it stands
      members.putLast(name, value(depth + 1));
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
        return wellFormed(value);
      }
      if (c < 0x20) {
        throw invalid("in string literal");
      }
      at++;
      value.append(c == '\\' ? escaped() : (char) c);
    }
  }

  /** Half a surrogate pair is no character. */
  private static String wellFormed(StringBuilder text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
        .forEach(result::appendCodePoint);
    return result.toString();
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
          default -> throw broken("in string escape code");
        };
    at++;
    if (c != 'u') {
      return value;
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() == END ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw broken("in \\u hexadecimal character escape");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  private Json literal(String literal, Json value) throws JsonSyntaxException {
    for (int i = 0; i < literal.length(); i++) {
      if (peek() != literal.charAt(i)) {
        throw broken("in literal " + literal + " (expecting '" + literal.charAt(i) + "')");
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
      throw broken(where);
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
    return at < text.length()
        ? new JsonSyntaxException("invalid character " + shown(firstByte()) + " " + where)
        : new JsonSyntaxException("unexpected end of JSON input");
  }

  /** In the midst of a word that ends the text, Go sees a space there. */
  private JsonSyntaxException broken(String where) {
    return at < text.length()
        ? invalid(where)
        : new JsonSyntaxException("invalid character ' ' " + where);
  }

  /** Go looks at bytes, and takes them for characters of Latin-1. */
  private int firstByte() {
    String character = Character.toString(text.codePointAt(at));
    return character.getBytes(StandardCharsets.UTF_8)[0] & 0xff;
  }

  private static String shown(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      case '\\' -> "'\\\\'";
      case 0x07 -> "'\\a'";
      case '\b' -> "'\\b'";
      case '\f' -> "'\\f'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      case 0x0b -> "'\\v'";
      default -> {
        if (c < 0x20 || c == 0x7f) {
          yield "'\\x%02x'".formatted(c);
        }
        boolean hidden = (c >= 0x80 && c <= 0xa0) || c == 0xad;
        yield hidden ? "'\\u%04x'".formatted(c) : "'" + (char) c + "'";
      }
    };
  }
}
