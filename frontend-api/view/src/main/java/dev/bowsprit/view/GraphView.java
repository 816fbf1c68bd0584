package dev.bowsprit.view;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A definition as it is shown: its vertices numbered in their order, each with what it does in
 * words.
 *
 * @param nodes the vertices; the one with number n is at n - 1
 * @param result the output that is the definition's result; empty for scratch
 */
public record GraphView(List<Node> nodes, Optional<Edge> result) {

  /** Takes a copy. */
  public GraphView {
    nodes = List.copyOf(nodes);
  }

  /**
   * The view of a definition.
   *
   * @throws IllegalArgumentException if a vertex uses one that does not come before it
   */
  public static GraphView of(Definition definition) {
    Map<String, Integer> numbers = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Definition.Vertex vertex : definition.vertices()) {
      int number = nodes.size() + 1;
      Op op = vertex.op();
      List<String> labels = new ArrayList<>();
      for (Input input : op.getInputsList()) {
        labels.add(edge(numbers, input, "").label());
      }
      OpText text = OpText.of(op, labels);
      List<Edge> inputs = new ArrayList<>();
      for (int i = 0; i < op.getInputsCount(); i++) {
        inputs.add(edge(numbers, op.getInputs(i), text.role(i)));
      }
      nodes.add(new Node(number, vertex, text.kind(), text.headline(), text.details(), inputs));
      numbers.put(vertex.digest().toString(), number);
    }
    return new GraphView(nodes, definition.head().map(head -> edge(numbers, head, "")));
  }

  private static Edge edge(Map<String, Integer> numbers, Input input, String role) {
    Integer number = numbers.get(input.getDigest());
    if (number == null) {
      throw new IllegalArgumentException(
          "invalid definition: no vertex before has the digest " + input.getDigest());
    }
    return new Edge(number, input.getIndex(), role);
  }

  /** The vertex of a number. */
  public Node node(int number) {
    return nodes.get(number - 1);
  }
}
