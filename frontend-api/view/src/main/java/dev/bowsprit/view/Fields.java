package dev.bowsprit.view;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.gateway.ProtoJson;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The fields of a vertex by their paths in protobuf's JSON mapping. */
final class Fields {

  /** Paths in the order of their texts, numbers in them by their value. */
  static final Comparator<String> ORDER =
      Comparator.comparing(Fields::padded).thenComparing(Comparator.naturalOrder());

  /** What names one build's session, and so differs between any two builds. */
  private static final Set<String> OF_ONE_BUILD =
      Set.of("source.attrs.local.session", "source.attrs.local.unique", "source.attrs.oci.session");

  private Fields() {}

  private static String padded(String path) {
    return path.replaceAll("\\[(\\d)\\]", "[000$1]").replaceAll("\\[(\\d\\d)\\]", "[00$1]");
  }

  /** What a vertex does, without its inputs and the session of its build. */
  static Map<String, String> ofOperation(Node node) {
    Map<String, String> fields = new TreeMap<>(ORDER);
    OpJson.of(node.vertex().op())
        .members()
        .forEach(
            (name, value) -> {
              if (!name.equals("inputs")) {
                add(fields, name, value);
              }
            });
    fields.keySet().removeAll(OF_ONE_BUILD);
    return fields;
  }

  /** What is said about it besides. */
  static Map<String, String> ofMetadata(Node node) {
    Map<String, String> fields = new TreeMap<>(ORDER);
    ProtoJson.of(node.vertex().metadata())
        .members()
        .forEach((name, value) -> add(fields, "metadata." + name, value));
    return fields;
  }

  private static void add(Map<String, String> fields, String path, Json value) {
    switch (value) {
      case Json.Obj object ->
          object.members().forEach((name, member) -> add(fields, path + "." + name, member));
      case Json.Arr array -> {
        for (int i = 0; i < array.elements().size(); i++) {
          add(fields, path + "[" + i + "]", array.elements().get(i));
        }
      }
      case Json.Text text -> fields.put(path, text.value());
      default -> fields.put(path, value.compact());
    }
    if (value.members().isEmpty() && value.elements().isEmpty()) {
      fields.putIfAbsent(path, "");
    }
  }
}
