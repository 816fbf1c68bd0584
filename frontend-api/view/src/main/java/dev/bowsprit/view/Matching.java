package dev.bowsprit.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds which vertices of two graphs belong together: first the equal ones, then those that do the
 * same with other inputs, then those at the same place of the graph, at last those that are alike.
 */
final class Matching {

  /** What part of their fields two vertices share at least to be alike. */
  private static final double ALIKE = 0.5;

  private final GraphView first;
  private final GraphView second;
  private final Map<Integer, Integer> pairs = new TreeMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private final Map<Node, Map<String, String>> fields = new HashMap<>();

  private Matching(GraphView first, GraphView second) {
    this.first = first;
    this.second = second;
  }

  /** The numbers of vertices of the first graph with those of the second one. */
  static Map<Integer, Integer> of(GraphView first, GraphView second) {
    Matching matching = new Matching(first, second);
    matching.byKey(node -> node.vertex().digest());
    matching.bySameWork();
    matching.byPlace();
    matching.byKey(node -> node.name().map(name -> node.kind() + " " + name));
    matching.byLikeness();
    return matching.pairs;
  }

  private List<Node> free(GraphView graph, boolean isFirst) {
    return graph.nodes().stream()
        .filter(
            node -> isFirst ? !pairs.containsKey(node.number()) : !taken.contains(node.number()))
        .toList();
  }

  private void pair(Node one, Node two) {
    pairs.put(one.number(), two.number());
    taken.add(two.number());
  }

  /** Pairs vertices with equal keys in their order; those with an empty key are left. */
  private void byKey(Function<Node, Object> key) {
    Map<Object, List<Node>> others = new LinkedHashMap<>();
    for (Node node : free(second, false)) {
      others.computeIfAbsent(key.apply(node), k -> new ArrayList<>()).add(node);
    }
    for (Node node : free(first, true)) {
      Object value = key.apply(node);
      List<Node> candidates = others.getOrDefault(value, List.of());
      if (!candidates.isEmpty() && !value.equals(Optional.empty())) {
        pair(node, candidates.removeFirst());
      }
    }
  }

  /** Vertices with the same fields: those whose inputs belong together, then any. */
  private void bySameWork() {
    pairAll((one, two) -> fields(one).equals(fields(two)) && inputsMatch(one, two));
    pairAll((one, two) -> one.kind().equals(two.kind()) && fields(one).equals(fields(two)));
  }

  private void pairAll(BiPredicate<Node, Node> test) {
    for (Node one : free(first, true)) {
      free(second, false).stream()
          .filter(two -> test.test(one, two))
          .findFirst()
          .ifPresent(two -> pair(one, two));
    }
  }

  private boolean inputsMatch(Node one, Node two) {
    if (one.inputs().size() != two.inputs().size()) {
      return false;
    }
    for (int i = 0; i < one.inputs().size(); i++) {
      Integer wanted = pairs.get(one.inputs().get(i).from());
      if (wanted == null || wanted != two.inputs().get(i).from()) {
        return false;
      }
    }
    return true;
  }

  private Map<String, String> fields(Node node) {
    return fields.computeIfAbsent(node, Fields::ofOperation);
  }

  /** From the results up: what vertices that belong together use as the same input. */
  private void byPlace() {
    if (first.result().isEmpty() || second.result().isEmpty()) {
      return;
    }
    pairIfFree(first.node(first.result().get().from()), second.node(second.result().get().from()));
    for (Node one : first.nodes().reversed()) {
      Integer other = pairs.get(one.number());
      if (other != null) {
        Node two = second.node(other);
        int count = Math.min(one.inputs().size(), two.inputs().size());
        for (int i = 0; i < count; i++) {
          pairIfFree(
              first.node(one.inputs().get(i).from()), second.node(two.inputs().get(i).from()));
        }
      }
    }
  }

  private void pairIfFree(Node one, Node two) {
    boolean free = !pairs.containsKey(one.number()) && !taken.contains(two.number());
    if (free && one.kind().equals(two.kind()) && likeness(one, two) > 0) {
      pair(one, two);
    }
  }

  private void byLikeness() {
    for (Node one : free(first, true)) {
      Node best = null;
      double most = ALIKE;
      for (Node two : free(second, false)) {
        double likeness = one.kind().equals(two.kind()) ? likeness(one, two) : 0;
        if (likeness >= most && (best == null || likeness > most)) {
          most = likeness;
          best = two;
        }
      }
      if (best != null) {
        pair(one, best);
      }
    }
  }

  /** The part of the fields of both that are equal in both, from 0 to 1. */
  private double likeness(Node one, Node two) {
    Map<String, String> a = fields(one);
    Map<String, String> b = fields(two);
    long equal =
        a.entrySet().stream()
            .filter(field -> field.getValue().equals(b.get(field.getKey())))
            .count();
    long all = a.size() + b.size() - equal;
    return all == 0 ? 1 : (double) equal / all;
  }
}
