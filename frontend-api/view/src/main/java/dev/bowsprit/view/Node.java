package dev.bowsprit.view;

import dev.bowsprit.llb.Constraints;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Platform;
import java.util.List;
import java.util.Optional;

/**
 * A vertex as it is shown.
 *
 * @param number its place in the definition, from 1; inputs have lower numbers
 * @param vertex the vertex
 * @param kind what it does in one word: {@code source}, {@code exec}, {@code file}, …
 * @param headline what it does, for instance the arguments of a command; may be empty
 * @param details its options, one a line
 * @param inputs what it uses, in the order of {@code Op.inputs}
 */
public record Node(
    int number,
    Definition.Vertex vertex,
    String kind,
    String headline,
    List<String> details,
    List<Edge> inputs) {

  /** Takes copies. */
  public Node {
    details = List.copyOf(details);
    inputs = List.copyOf(inputs);
  }

  /** The name that clients show, if it has one. */
  public Optional<String> name() {
    return Optional.of(vertex.metadata().getDescriptionOrDefault(Constraints.CUSTOM_NAME, ""))
        .filter(name -> !name.isEmpty());
  }

  /** What to call it: its name, or else what it does. */
  public String title() {
    return name().orElseGet(() -> headline.isEmpty() ? kind : kind + " " + headline);
  }

  /** The platform that it is for, if it is for one. */
  public Optional<String> platform() {
    return vertex.op().hasPlatform()
        ? Optional.of(Platform.fromProto(vertex.op().getPlatform()).formatAll())
        : Optional.empty();
  }

  /** What a daemon must know to run it, sorted. */
  public List<String> capabilities() {
    return vertex.metadata().getCapsMap().keySet().stream().sorted().toList();
  }
}
