package dev.bowsprit.view;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A graph as a picture: SVG that needs nothing from elsewhere, light or dark as its reader likes
 * it.
 */
public final class GraphSvg {

  private static final double MARGIN = 24;
  private static final int LINE_CHARACTERS = 34;
  private static final int LINES = 2;
  private static final double TEXT_X = 16;
  private static final double TEXT_Y = 20;
  private static final double LINE_HEIGHT = 16;

  private final GraphView graph;
  private final Layout layout;
  private final StringBuilder out = new StringBuilder();

  private GraphSvg(GraphView graph) {
    this.graph = graph;
    this.layout = Layout.of(uses(graph));
  }

  /** The picture of a definition, as a file of its own. */
  public static String of(Definition definition) {
    GraphView graph = GraphView.of(definition);
    return new GraphSvg(graph)
        .svg(
            "<style>\n"
                + Resources.text("colours.css")
                + Resources.text("graph.css")
                + "</style>\n");
  }

  /** The picture as a part of a page that has the styles. */
  static String partOf(GraphView graph) {
    return new GraphSvg(graph).svg("");
  }

  private static List<List<Integer>> uses(GraphView graph) {
    List<List<Integer>> uses = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Set<Integer> used = new LinkedHashSet<>();
      node.inputs().forEach(edge -> used.add(edge.from() - 1));
      uses.add(List.copyOf(used));
    }
    return uses;
  }

  private String svg(String style) {
    double width = layout.width() + 2 * MARGIN;
    double height = layout.height() + 2 * MARGIN;
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" id=\"graph\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\">\n"
            .formatted(number(width), number(height), number(width), number(height)));
    out.append(style);
    out.append(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"tip\" d=\"M0 0.5 8 4 0 7.5z\"/></marker></defs>\n");
    out.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    out.append(
        "<g id=\"scene\" transform=\"translate(%s %s)\">\n"
            .formatted(number(MARGIN), number(MARGIN)));
    layout.curves().forEach(this::edge);
    graph.nodes().forEach(this::node);
    return out.append("</g>\n</svg>\n").toString();
  }

  private void edge(Layout.Curve curve) {
    Node user = graph.node(curve.to() + 1);
    List<String> roles =
        user.inputs().stream()
            .filter(input -> input.from() == curve.from() + 1)
            .map(input -> (input.role().isEmpty() ? "input" : input.role()) + " = " + input.label())
            .toList();
    out.append(
        "<g class=\"edge\" data-from=\"%d\" data-to=\"%d\"><path class=\"near\" d=\"%s\"/><path class=\"line\" marker-end=\"url(#tip)\" d=\"%s\"/><title>%s</title></g>\n"
            .formatted(
                curve.from() + 1,
                curve.to() + 1,
                path(curve.points()),
                path(curve.points()),
                escape("#" + user.number() + ": " + String.join(", ", roles))));
  }

  /** Vertical at each point, so that the pieces join smoothly. */
  private static String path(List<Layout.Point> points) {
    Layout.Point last = points.getFirst();
    StringBuilder path = new StringBuilder("M" + number(last.x()) + " " + number(last.y()));
    for (Layout.Point point : points.subList(1, points.size())) {
      if (point.x() == last.x()) {
        path.append('V').append(number(point.y()));
      } else {
        double middle = (last.y() + point.y()) / 2;
        path.append('C').append(number(last.x())).append(' ').append(number(middle));
        path.append(' ').append(number(point.x())).append(' ').append(number(middle));
        path.append(' ').append(number(point.x())).append(' ').append(number(point.y()));
      }
      last = point;
    }
    return path.toString();
  }

  private void node(Node node) {
    Layout.Box box = layout.boxes().get(node.number() - 1);
    boolean isResult = graph.result().filter(edge -> edge.from() == node.number()).isPresent();
    out.append(
        "<g class=\"node %s%s\" data-n=\"%d\" tabindex=\"0\" role=\"button\" transform=\"translate(%s %s)\">"
            .formatted(
                node.kind(),
                isResult ? " result" : "",
                node.number(),
                number(box.x()),
                number(box.y())));
    out.append("<title>").append(escape(node.title())).append("</title>");
    out.append(
        "<rect class=\"box\" width=\"%s\" height=\"%s\" rx=\"7\"/>"
            .formatted(number(Layout.BOX_WIDTH), number(Layout.BOX_HEIGHT)));
    out.append(
        "<rect class=\"kind\" width=\"6\" height=\"%s\" rx=\"3\"/>"
            .formatted(number(Layout.BOX_HEIGHT)));
    if (node.vertex().metadata().hasProgressGroup()) {
      out.append(
          "<rect class=\"group\" x=\"%s\" width=\"5\" height=\"%s\" rx=\"2.5\"/>"
              .formatted(number(Layout.BOX_WIDTH - 5), number(Layout.BOX_HEIGHT)));
    }
    List<String> lines = TextLines.of(node.title(), LINE_CHARACTERS, LINES);
    for (int i = 0; i < lines.size(); i++) {
      text("name", TEXT_Y + i * LINE_HEIGHT, lines.get(i));
    }
    text("about", Layout.BOX_HEIGHT - 8, about(node, isResult));
    out.append("</g>\n");
  }

  private void text(String type, double y, String text) {
    out.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(type, number(TEXT_X), number(y), escape(text)));
  }

  private static String about(Node node, boolean isResult) {
    List<String> parts = new ArrayList<>();
    parts.add("#" + node.number() + " " + node.kind());
    place(node).ifPresent(parts::add);
    node.platform().ifPresent(parts::add);
    if (isResult) {
      parts.add("result");
    }
    return TextLines.of(String.join(" · ", parts), LINE_CHARACTERS + 6, 1).getFirst();
  }

  /** The first line that a vertex comes from: {@code file:line}. */
  static Optional<String> place(Node node) {
    for (SourceLocation location : node.vertex().locations()) {
      Optional<SourceRange> first = location.ranges().stream().min(SourceRange::compareTo);
      if (first.isPresent()) {
        return Optional.of(location.source().filename() + ":" + first.get().startLine());
      }
    }
    return Optional.empty();
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A text for XML, without the control characters that XML has no way to write. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default ->
                    out.appendCodePoint(
                        Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
              }
            });
    return out.toString();
  }
}
