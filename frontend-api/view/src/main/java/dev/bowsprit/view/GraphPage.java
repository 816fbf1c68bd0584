package dev.bowsprit.view;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.BuildKitVersion;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.ProgressGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A graph as a page for a browser: one HTML file that needs nothing from elsewhere and tells nobody
 * anything. It has the picture, the source files, and on request all that is known of a vertex.
 */
public final class GraphPage {

  /** Where the template has a part. */
  private static final Pattern PART = Pattern.compile("@([a-z]+)@");

  private final GraphView graph;
  private final List<SourceMap> sources = new ArrayList<>();

  private GraphPage(GraphView graph) {
    this.graph = graph;
  }

  /**
   * The page of a definition.
   *
   * @param title what the page is called, for instance the name of the file
   */
  public static String of(Definition definition, String title) {
    GraphView graph = GraphView.of(definition);
    Map<String, String> parts =
        Map.of(
            "title", GraphSvg.escape(title),
            "style",
                Resources.text("colours.css")
                    + Resources.text("graph.css")
                    + Resources.text("page.css"),
            "script", Resources.text("page.js"),
            "graph", GraphSvg.partOf(graph),
            // Its <, > and & are escaped, so it cannot end the element that it stands in.
            "data", new GraphPage(graph).data().compact());
    return PART.matcher(Resources.text("page.html"))
        .replaceAll(part -> Matcher.quoteReplacement(parts.getOrDefault(part.group(1), "")));
  }

  private Json data() {
    List<Json> nodes = graph.nodes().stream().map(this::node).toList();
    Json.Builder data = new Json.Builder();
    data.put("nodes", new Json.Arr(nodes));
    data.put("sources", new Json.Arr(sources.stream().map(GraphPage::source).toList()));
    graph.result().ifPresent(result -> data.put("result", Json.of(result.from())));
    newest().ifPresent(version -> data.putText("needs", version.toString()));
    return data.build();
  }

  /** The release of BuildKit that has all that the graph needs. */
  private Optional<BuildKitVersion> newest() {
    return graph.nodes().stream()
        .flatMap(node -> node.capabilities().stream())
        .flatMap(capability -> BuildKitVersion.since(capability).stream())
        .max(Comparator.naturalOrder());
  }

  private static Json source(SourceMap source) {
    return new Json.Builder()
        .putText("name", source.filename())
        .putText("language", source.language())
        .put("text", Json.of(source.data().toString(StandardCharsets.UTF_8)))
        .build();
  }

  private Json node(Node node) {
    Json.Builder json = new Json.Builder();
    json.putNumber("n", node.number())
        .putText("kind", node.kind())
        .putText("title", node.title())
        .putText("headline", node.headline())
        .putText("digest", node.vertex().digest().toString())
        .putTexts("details", node.details())
        .putTexts("about", MetadataText.lines(node));
    node.platform().ifPresent(platform -> json.putText("platform", platform));
    if (node.vertex().metadata().hasProgressGroup()) {
      ProgressGroup group = node.vertex().metadata().getProgressGroup();
      json.putText("group", group.getName().isEmpty() ? group.getId() : group.getName());
    }
    json.put("inputs", new Json.Arr(node.inputs().stream().map(GraphPage::input).toList()));
    json.put(
        "caps", new Json.Arr(node.capabilities().stream().map(GraphPage::capability).toList()));
    json.put("places", new Json.Arr(node.vertex().locations().stream().map(this::place).toList()));
    json.put("op", GraphJson.of(node.vertex()));
    return json.build();
  }

  private static Json input(Edge input) {
    return new Json.Builder()
        .putNumber("n", input.from())
        .putText("label", input.label())
        .putText("role", input.role())
        .build();
  }

  private static Json capability(String id) {
    Json.Builder json = new Json.Builder().putText("id", id);
    BuildKitVersion.since(id).ifPresent(version -> json.putText("since", version.toString()));
    return json.build();
  }

  private Json place(SourceLocation location) {
    int index = sources.indexOf(location.source());
    if (index < 0) {
      index = sources.size();
      sources.add(location.source());
    }
    List<Json> ranges = new ArrayList<>();
    for (SourceRange range : location.ranges()) {
      ranges.add(
          new Json.Arr(
              List.of(
                  Json.of(range.startLine()),
                  Json.of(range.startColumn()),
                  Json.of(range.endLine()),
                  Json.of(range.endColumn()))));
    }
    return new Json.Builder()
        .put("source", Json.of(index))
        .put("ranges", new Json.Arr(ranges))
        .build();
  }
}
