package dev.bowsprit.runtime.solver;

import com.google.protobuf.Any;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import java.util.ArrayList;
import java.util.List;

/** Typed details that say where in the sources a vertex comes from. */
final class SourceDetails {

  private SourceDetails() {}

  /** One detail a place that the definition names for the vertex. */
  static List<Any> of(Definition definition, String vertex) {
    Locations locations =
        definition.getSource().getLocationsOrDefault(vertex, Locations.getDefaultInstance());
    List<Any> details = new ArrayList<>();
    for (Location location : locations.getLocationsList()) {
      int index = location.getSourceIndex();
      if (index >= 0 && index < definition.getSource().getInfosCount()) {
        List<SourceRange> ranges =
            location.getRangesList().stream().map(SourceRange::fromProto).toList();
        details.add(new ErrorDetail.Source(definition.getSource().getInfos(index), ranges).toAny());
      }
    }
    return details;
  }
}
