package dev.bowsprit.view;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceLocation;

/**
 * A graph as a text that people can read and compare: a line for each operation, its inputs by the
 * numbers of theirs, its options below, and the source lines it comes from.
 */
public final class GraphText {

  private final boolean withCapabilities;
  private final StringBuilder out = new StringBuilder();

  private GraphText(boolean withCapabilities) {
    this.withCapabilities = withCapabilities;
  }

  /** The text of a definition, without the capabilities that its operations need. */
  public static String of(Definition definition) {
    return new GraphText(false).text(GraphView.of(definition));
  }

  /** The text of a definition, with the capabilities that its operations need. */
  public static String withCapabilities(Definition definition) {
    return new GraphText(true).text(GraphView.of(definition));
  }

  private String text(GraphView graph) {
    graph.nodes().forEach(this::node);
    graph.result().ifPresent(result -> out.append("result ").append(result.label()).append('\n'));
    return out.toString();
  }

  private void node(Node node) {
    String headline = node.headline().isEmpty() ? "" : " " + node.headline();
    out.append('#').append(node.number()).append(' ').append(node.kind()).append(headline);
    out.append('\n');
    node.details().forEach(this::detail);
    MetadataText.lines(node).forEach(this::detail);
    for (SourceLocation location : node.vertex().locations()) {
      detail("at " + location.source().filename() + " " + location.ranges());
    }
    if (withCapabilities && !node.capabilities().isEmpty()) {
      detail("needs " + String.join(" ", node.capabilities()));
    }
  }

  private void detail(String line) {
    out.append("    ").append(line.replace("\n", "\n      ")).append('\n');
  }
}
