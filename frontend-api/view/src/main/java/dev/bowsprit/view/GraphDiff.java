package dev.bowsprit.view;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What differs between two graphs, by structure: the vertices that only one of them has, and for
 * those that both have, the fields in which they differ. A vertex that differs by nothing but the
 * digests of what it uses, or the session of its build, is the same.
 *
 * @param onlyFirst the vertices of the first graph that the second one lacks
 * @param onlySecond the vertices of the second graph that the first one lacks
 * @param changed the vertices that both have, and that differ
 * @param same how many vertices are the same in both
 */
public record GraphDiff(
    List<Node> onlyFirst, List<Node> onlySecond, List<Change> changed, int same) {

  /** Takes copies. */
  public GraphDiff {
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
    changed = List.copyOf(changed);
  }

  /** How much of vertices is compared. */
  public enum Scope {
    /** What they do: all that is part of the digest. */
    OPERATIONS,
    /** That, and names, capabilities and other metadata; not the places in source files. */
    METADATA
  }

  /**
   * A field in which two vertices differ.
   *
   * @param path its path in protobuf's JSON mapping, for instance {@code exec.meta.args[2]}
   * @param first its value in the first graph; empty if it has none
   * @param second its value in the second graph; empty if it has none
   */
  public record Field(String path, Optional<String> first, Optional<String> second) {}

  /** A vertex that differs. */
  public record Change(Node first, Node second, List<Field> fields) {

    /** Takes a copy. */
    public Change {
      fields = List.copyOf(fields);
    }
  }

  /** Compares two graphs. */
  public static GraphDiff of(Definition first, Definition second, Scope scope) {
    GraphView one = GraphView.of(first);
    GraphView two = GraphView.of(second);
    Map<Integer, Integer> pairs = Matching.of(one, two);
    List<Change> changed = new ArrayList<>();
    int same = 0;
    for (Node node : one.nodes()) {
      Integer other = pairs.get(node.number());
      if (other != null) {
        List<Field> fields = fields(node, two.node(other), pairs, scope);
        if (fields.isEmpty()) {
          same++;
        } else {
          changed.add(new Change(node, two.node(other), fields));
        }
      }
    }
    return new GraphDiff(
        one.nodes().stream().filter(node -> !pairs.containsKey(node.number())).toList(),
        two.nodes().stream().filter(node -> !pairs.containsValue(node.number())).toList(),
        changed,
        same);
  }

  private static List<Field> fields(
      Node first, Node second, Map<Integer, Integer> pairs, Scope scope) {
    List<Field> fields = new ArrayList<>();
    inputs(first, second, pairs, fields);
    Map<String, String> one = Fields.ofOperation(first);
    Map<String, String> two = Fields.ofOperation(second);
    if (scope == Scope.METADATA) {
      one.putAll(Fields.ofMetadata(first));
      two.putAll(Fields.ofMetadata(second));
    }
    TreeSet<String> paths = new TreeSet<>(Fields.ORDER);
    paths.addAll(one.keySet());
    paths.addAll(two.keySet());
    for (String path : paths) {
      Optional<String> a = Optional.ofNullable(one.get(path));
      Optional<String> b = Optional.ofNullable(two.get(path));
      if (!a.equals(b)) {
        fields.add(new Field(path, a, b));
      }
    }
    return fields;
  }

  /** Inputs are the same if they are outputs of vertices that belong together. */
  private static void inputs(
      Node first, Node second, Map<Integer, Integer> pairs, List<Field> fields) {
    int count = Math.max(first.inputs().size(), second.inputs().size());
    for (int i = 0; i < count; i++) {
      Optional<Edge> a = edge(first, i);
      Optional<Edge> b = edge(second, i);
      boolean same =
          a.isPresent()
              && b.isPresent()
              && a.get().output() == b.get().output()
              && Integer.valueOf(b.get().from()).equals(pairs.get(a.get().from()));
      if (!same) {
        fields.add(new Field("inputs[" + i + "]", a.map(Edge::label), b.map(Edge::label)));
      }
    }
  }

  private static Optional<Edge> edge(Node node, int index) {
    return index < node.inputs().size() ? Optional.of(node.inputs().get(index)) : Optional.empty();
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return onlyFirst.isEmpty() && onlySecond.isEmpty() && changed.isEmpty();
  }

  /**
   * The differences as a text: {@code -} what only the first graph has, {@code +} what only the
   * second has, {@code ~} what both have, with the fields. Empty if there are none.
   */
  public String render() {
    if (isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    onlyFirst.forEach(node -> one(out, "-", node));
    onlySecond.forEach(node -> one(out, "+", node));
    for (Change change : changed) {
      String numbers = "#" + change.first().number() + " → #" + change.second().number();
      out.append("~ ").append(numbers).append(' ').append(change.second().kind()).append(' ');
      out.append(oneLine(change.second().title())).append(place(change.second())).append('\n');
      change.fields().forEach(field -> field(out, field));
    }
    out.append(
        "%d removed, %d added, %d changed, %d the same%n"
            .formatted(onlyFirst.size(), onlySecond.size(), changed.size(), same));
    return out.toString();
  }

  private static void one(StringBuilder out, String sign, Node node) {
    out.append(sign).append(" #").append(node.number()).append(' ').append(node.kind());
    out.append(' ').append(oneLine(node.title())).append(place(node)).append('\n');
    node.details().forEach(line -> detail(out, sign, line));
  }

  private static void detail(StringBuilder out, String sign, String line) {
    out.append(sign).append("     ").append(oneLine(line)).append('\n');
  }

  private static void field(StringBuilder out, Field field) {
    out.append("    ").append(field.path()).append('\n');
    field.first().ifPresent(value -> out.append("      - ").append(oneLine(value)).append('\n'));
    field.second().ifPresent(value -> out.append("      + ").append(oneLine(value)).append('\n'));
  }

  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }

  private static String place(Node node) {
    List<String> places = new ArrayList<>();
    for (SourceLocation location : node.vertex().locations()) {
      location
          .ranges()
          .forEach(range -> places.add(location.source().filename() + ":" + range.startLine()));
    }
    return places.isEmpty() ? "" : " (" + String.join(", ", new TreeSet<>(places)) + ")";
  }
}
