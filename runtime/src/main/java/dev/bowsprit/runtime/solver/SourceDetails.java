package dev.bowsprit.runtime.solver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.Range;
import dev.bowsprit.wire.pb.SourceInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Typed details that say where in the sources a vertex comes from. */
final class SourceDetails {

  private static final String TYPE_URL = "github.com/moby/buildkit/errdefs.Source+json";
  private static final JsonFactory JSON = new JsonFactory();

  private SourceDetails() {}

  /** One detail a place that the definition names for the vertex. */
  static List<Any> of(Definition definition, String vertex) {
    Locations locations =
        definition.getSource().getLocationsOrDefault(vertex, Locations.getDefaultInstance());
    List<Any> details = new ArrayList<>();
    for (Location location : locations.getLocationsList()) {
      int index = location.getSourceIndex();
      if (index >= 0 && index < definition.getSource().getInfosCount()) {
        details.add(detail(definition.getSource().getInfos(index), location.getRangesList()));
      }
    }
    return details;
  }

  private static Any detail(SourceInfo info, List<Range> ranges) {
    ByteString.Output bytes = ByteString.newOutput();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("info");
      json.writeStringField("filename", info.getFilename());
      json.writeBinaryField("data", info.getData().toByteArray());
      json.writeStringField("language", info.getLanguage());
      json.writeEndObject();
      json.writeArrayFieldStart("ranges");
      for (Range range : ranges) {
        json.writeStartObject();
        position(json, "start", range.getStart());
        position(json, "end", range.getEnd());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Any.newBuilder().setTypeUrl(TYPE_URL).setValue(bytes.toByteString()).build();
  }

  private static void position(JsonGenerator json, String name, Position position)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("line", position.getLine());
    json.writeNumberField("character", position.getCharacter());
    json.writeEndObject();
  }
}
