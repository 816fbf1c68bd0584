package dev.bowsprit.conformance.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a build of BuildKit's did, from its progress as JSON.
 *
 * @param vertices that were started, in the order in which they came up; the same name may be there
 *     more than once
 * @param warnings in the order of their text
 */
record BuildRecord(List<Vertex> vertices, Set<String> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A vertex of the graph, or a task of the daemon's.
   *
   * @param step whether it does something with what others made. Sources and files of which the
   *     content stands in the graph are no steps: BuildKit does not fetch them, and does not call
   *     them cached either, if the steps after them are.
   * @param cached whether nothing had to be done for it
   */
  record Vertex(String name, boolean step, boolean cached) {}

  /** Reads the output of {@code buildctl build --progress=rawjson}. */
  static BuildRecord parse(String progress) throws IOException {
    Map<String, Vertex> vertices = new LinkedHashMap<>();
    Set<String> warnings = new TreeSet<>();
    try (var statuses = JSON.readerFor(JsonNode.class).<JsonNode>readValues(progress)) {
      while (statuses.hasNextValue()) {
        JsonNode status = statuses.nextValue();
        for (JsonNode vertex : status.path("vertexes")) {
          if (vertex.has("started")) {
            vertices.put(vertex.path("digest").asText(), vertex(vertex));
          }
        }
        for (JsonNode warning : status.path("warnings")) {
          warnings.add(text(warning));
        }
      }
    }
    return new BuildRecord(List.copyOf(vertices.values()), warnings);
  }

  private static Vertex vertex(JsonNode vertex) {
    return new Vertex(
        vertex.path("name").asText(),
        !vertex.path("inputs").isEmpty(),
        vertex.path("cached").asBoolean());
  }

  private static String text(JsonNode warning) throws IOException {
    return "%s (%s) at %s"
        .formatted(
            new String(warning.path("short").binaryValue(), UTF_8),
            warning.path("url").asText(),
            warning.path("range"));
  }

  /** The names of the steps that came from the cache. */
  List<String> cached() {
    return steps(true);
  }

  /** The names of the steps that did not. */
  List<String> ran() {
    return steps(false);
  }

  private List<String> steps(boolean cached) {
    return vertices.stream()
        .filter(vertex -> vertex.step() && vertex.cached() == cached)
        .map(Vertex::name)
        .toList();
  }
}
