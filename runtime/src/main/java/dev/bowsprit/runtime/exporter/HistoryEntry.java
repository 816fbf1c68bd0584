package dev.bowsprit.runtime.exporter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of an image's history.
 *
 * @param created when
 * @param createdBy by which command
 * @param author by whom
 * @param comment with which words
 * @param emptyLayer whether it made no layer
 */
record HistoryEntry(
    Optional<GoTime> created, String createdBy, String author, String comment, boolean emptyLayer) {

  static List<HistoryEntry> read(JsonNode config) throws IOException {
    List<HistoryEntry> result = new ArrayList<>();
    for (JsonNode entry : config.path("history")) {
      JsonNode created = entry.path("created");
      result.add(
          new HistoryEntry(
              created.isTextual() ? Optional.of(GoTime.parse(created.asText())) : Optional.empty(),
              entry.path("created_by").asText(""),
              entry.path("author").asText(""),
              entry.path("comment").asText(""),
              entry.path("empty_layer").asBoolean(false)));
    }
    return result;
  }

  /** The entry of a layer that the frontend said nothing of. */
  static HistoryEntry ofLayer(LayerOrigin origin) {
    String by = origin.description().isEmpty() ? "created by buildkit" : origin.description();
    return new HistoryEntry(
        Optional.of(origin.createdAt()), by, "", "buildkit.exporter.image.v0", false);
  }

  HistoryEntry at(GoTime time) {
    return new HistoryEntry(Optional.of(time), createdBy, author, comment, emptyLayer);
  }

  HistoryEntry asEmpty() {
    return new HistoryEntry(created, createdBy, author, comment, true);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    created.ifPresent(time -> json.put("created", time.toString()));
    put(json, "created_by", createdBy);
    put(json, "author", author);
    put(json, "comment", comment);
    if (emptyLayer) {
      json.put("empty_layer", true);
    }
    return json;
  }

  private static void put(Map<String, Object> json, String key, String value) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }
}
