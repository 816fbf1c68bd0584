package dev.bowsprit.frontend.text;

import java.util.ArrayList;
import java.util.List;

/** Splits one line of comma-separated values, in which a value may stand in double quotes. */
public final class CsvFields {

  private static final String BARE_QUOTE = "bare \" in non-quoted-field";
  private static final String QUOTE = "extraneous or missing \" in quoted-field";

  private final String line;
  private int at;

  private CsvFields(String line) {
    this.line = line;
  }

  /**
   * The values of a line.
   *
   * @throws IllegalArgumentException if it is empty ({@code EOF}) or has a quote out of place
   */
  public static List<String> of(String line) {
    String bare = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    bare =
        bare.length() < line.length() && bare.endsWith("\r")
            ? bare.substring(0, bare.length() - 1)
            : bare;
    if (bare.isEmpty()) {
      throw new IllegalArgumentException("EOF");
    }
    return new CsvFields(bare).split();
  }

  private List<String> split() {
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(line.startsWith("\"", at) ? quoted() : plain());
      if (at >= line.length()) {
        return fields;
      }
      at++;
    }
  }

  private String plain() {
    int comma = line.indexOf(',', at);
    int end = comma < 0 ? line.length() : comma;
    String field = line.substring(at, end);
    int quote = field.indexOf('"');
    if (quote >= 0) {
      throw failure(at + quote, BARE_QUOTE);
    }
    at = end;
    return field;
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    at++;
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        throw failure(at, QUOTE);
      }
      field.append(line, at, quote);
      at = quote + 1;
      if (line.startsWith("\"", at)) {
        field.append('"');
        at++;
      } else if (at == line.length() || line.charAt(at) == ',') {
        return field.toString();
      } else {
        throw failure(at - 1, QUOTE);
      }
    }
  }

  private static IllegalArgumentException failure(int position, String what) {
    return new IllegalArgumentException(
        "parse error on line 1, column " + (position + 1) + ": " + what);
  }
}
