package dev.bowsprit.runtime.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comma-separated fields of an option's value, in which quotes protect commas. */
final class Fields {

  private Fields() {}

  /**
   * The fields.
   *
   * @throws UsageException if a quote is not closed
   */
  static List<String> split(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new UsageException("unclosed quote in " + text);
    }
    fields.add(field.toString());
    return fields;
  }

  /**
   * The fields as keys and values.
   *
   * @throws UsageException if a field is no {@code key=value}
   */
  static Map<String, String> map(String option, String text) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String field : split(text)) {
      int equals = field.indexOf('=');
      if (equals <= 0) {
        throw new UsageException(
            "invalid field \"" + field + "\" in " + option + " " + text + ": must be key=value");
      }
      map.put(field.substring(0, equals).strip(), field.substring(equals + 1));
    }
    return map;
  }
}
