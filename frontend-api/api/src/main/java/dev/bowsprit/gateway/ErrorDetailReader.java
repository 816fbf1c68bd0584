package dev.bowsprit.gateway;

import com.google.protobuf.Any;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.SourceRange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads error details; what cannot be read stays as it is, since a failure must still show. */
final class ErrorDetailReader {

  private ErrorDetailReader() {}

  static ErrorDetail read(Any any) {
    try {
      return read(any, Json.parse(any.getValue().toString(StandardCharsets.UTF_8)));
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      return new ErrorDetail.Other(any);
    }
  }

  private static ErrorDetail read(Any any, Json json) {
    return switch (any.getTypeUrl()) {
      case ErrorDetails.SOURCE ->
          new ErrorDetail.Source(
              WireJson.toSourceInfo(WireJson.object(json, "info")),
              WireJson.toRanges(WireJson.object(json, "ranges")).stream()
                  .map(SourceRange::fromProto)
                  .toList());
      case ErrorDetails.VERTEX ->
          new ErrorDetail.Vertex(Digest.parse(WireJson.text(json, "digest")));
      case ErrorDetails.FRONTEND ->
          new ErrorDetail.Frontend(WireJson.text(json, "name"), WireJson.text(json, "source"));
      case ErrorDetails.FRONTEND_CAP -> new ErrorDetail.FrontendCap(WireJson.text(json, "name"));
      case ErrorDetails.SUBREQUEST -> new ErrorDetail.Subrequest(WireJson.text(json, "name"));
      case ErrorDetails.SOLVE -> solve(json);
      case ErrorDetails.EXIT ->
          new ErrorDetail.Exit(Math.toIntExact(WireJson.number(json, "Code")));
      case ErrorDetails.COMPATIBILITY_FEATURE ->
          new ErrorDetail.CompatibilityFeature(
              WireJson.number(json, "version"), WireJson.text(json, "feature"));
      case ErrorDetails.PROVENANCE_MATERIALS_INCOMPLETE ->
          new ErrorDetail.ProvenanceMaterialsIncomplete(WireJson.object(json, "incomplete"));
      default -> new ErrorDetail.Other(any);
    };
  }

  private static ErrorDetail solve(Json json) {
    Map<String, String> description = new HashMap<>();
    json.member("description")
        .ifPresent(
            map ->
                map.members()
                    .forEach((key, value) -> description.put(key, value.text().orElse(""))));
    return new ErrorDetail.Solve(
        texts(json, "inputIDs", "inputIds"),
        texts(json, "mountIDs", "mountIds"),
        json.member("op"),
        subject(json),
        description);
  }

  private static Optional<ErrorDetail.Subject> subject(Json json) {
    for (ErrorDetail.Subject.Kind kind : ErrorDetail.Subject.Kind.values()) {
      Optional<Json> subject = json.member(kind.key());
      if (subject.isPresent()) {
        return Optional.of(new ErrorDetail.Subject(kind, WireJson.number(subject.get(), "index")));
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(Json json, String name, String otherName) {
    return json.member(name)
        .or(() -> json.member(otherName))
        .map(array -> array.elements().stream().map(e -> e.text().orElse("")).toList())
        .orElse(List.of());
  }
}
