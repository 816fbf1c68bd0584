package dev.bowsprit.frontend.testkit;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.trace.JsonDifference;
import dev.bowsprit.trace.MessageJson;
import dev.bowsprit.view.GraphView;
import dev.bowsprit.view.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** Says in what two answers to the same request differ. */
final class Purity {

  private Purity() {}

  /**
   * Compares.
   *
   * @param how how the second run was unlike the first
   * @throws AssertionError if the answers differ; it names the vertex and the field
   */
  static void check(Outcome first, Outcome second, String how) {
    difference(first, second)
        .ifPresent(
            difference -> {
              throw new AssertionError(
                  "the frontend is no pure function: it answered otherwise %s\n%s"
                      .formatted(how, difference));
            });
  }

  private static Optional<String> difference(Outcome first, Outcome second) {
    return texts("error", first.errorText(), second.errorText())
        .or(() -> definitions(first.definitions(), second.definitions()))
        .or(() -> maps(first.metadata(), second.metadata()))
        .or(() -> texts("warnings", "" + first.warnings(), "" + second.warnings()))
        .or(
            () ->
                first.warnRequests().equals(second.warnRequests())
                    ? Optional.empty()
                    : Optional.of("warnings at other places"))
        .or(
            () ->
                first
                        .answer()
                        .getResult()
                        .getAttestationsMap()
                        .keySet()
                        .equals(second.answer().getResult().getAttestationsMap().keySet())
                    ? Optional.empty()
                    : Optional.of("attestations for other platforms"));
  }

  private static Optional<String> texts(String what, String first, String second) {
    return first.equals(second)
        ? Optional.empty()
        : Optional.of("%s:\n  first: %s\n  then:  %s".formatted(what, first, second));
  }

  private static Optional<String> maps(
      SortedMap<String, String> first, SortedMap<String, String> second) {
    TreeSet<String> keys = new TreeSet<>(first.keySet());
    keys.addAll(second.keySet());
    for (String key : keys) {
      Optional<String> found = texts("metadata " + key, "" + first.get(key), "" + second.get(key));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> definitions(
      SortedMap<String, Definition> first, SortedMap<String, Definition> second) {
    if (!first.keySet().equals(second.keySet())) {
      return texts("platforms", "" + first.keySet(), "" + second.keySet());
    }
    for (Map.Entry<String, Definition> entry : first.entrySet()) {
      Optional<String> found =
          definition(
              entry.getValue(), java.util.Objects.requireNonNull(second.get(entry.getKey())));
      if (found.isPresent()) {
        String platform = entry.getKey();
        return found.map(text -> platform.isEmpty() ? text : "for " + platform + ", " + text);
      }
    }
    return Optional.empty();
  }

  /**
   * Names the first vertex that differs; those behind it differ by their inputs if nothing else.
   */
  private static Optional<String> definition(Definition first, Definition second) {
    List<Node> firsts = GraphView.of(first).nodes();
    List<Node> seconds = GraphView.of(second).nodes();
    for (int i = 0; i < Math.min(firsts.size(), seconds.size()); i++) {
      Optional<String> found = vertex(firsts.get(i), seconds.get(i));
      if (found.isPresent()) {
        return found;
      }
    }
    return firsts.size() == seconds.size()
        ? first.equals(second) ? Optional.empty() : Optional.of("the graph's result or sources")
        : texts("number of vertices", "" + firsts.size(), "" + seconds.size());
  }

  private static Optional<String> vertex(Node first, Node second) {
    Optional<String> found =
        JsonDifference.find(OpJson.of(first.vertex().op()), OpJson.of(second.vertex().op()))
            .or(() -> JsonDifference.find(metadata(first), metadata(second)))
            .map(JsonDifference::toString)
            .or(() -> texts("source lines", "" + ranges(first), "" + ranges(second)));
    return found.map(text -> "vertex %s, %s".formatted(SourceLines.title(first), text));
  }

  private static Json metadata(Node node) {
    return MessageJson.plain("pb.OpMetadata", node.vertex().metadata());
  }

  private static List<String> ranges(Node node) {
    return node.vertex().locations().stream()
        .map(location -> location.source().filename() + " " + location.ranges())
        .toList();
  }
}
