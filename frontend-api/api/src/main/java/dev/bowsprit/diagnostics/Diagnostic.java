package dev.bowsprit.diagnostics;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import dev.bowsprit.wire.rpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that is wrong in a source text: one cause, where it is, and what may help.
 *
 * @param message the cause, in one sentence without full stop
 * @param hint what may help, if there is something: {@code did you mean image?}
 * @param locations where it is, the nearest cause first
 */
public record Diagnostic(String message, Optional<String> hint, List<SourceLocation> locations) {

  /** Takes a copy of the locations. */
  public Diagnostic {
    locations = List.copyOf(locations);
  }

  /** Something wrong nowhere in particular. */
  public static Diagnostic of(String message) {
    return new Diagnostic(message, Optional.empty(), List.of());
  }

  /** Something wrong in some places of a text. */
  public static Diagnostic at(SourceMap source, SourceRange range, String message) {
    return new Diagnostic(message, Optional.empty(), List.of(source.at(range)));
  }

  /** The same with something that may help. */
  public Diagnostic withHint(String text) {
    return new Diagnostic(message, Optional.of(text), locations);
  }

  /** The same with another place. */
  public Diagnostic and(SourceLocation location) {
    List<SourceLocation> all = new ArrayList<>(locations);
    all.add(location);
    return new Diagnostic(message, hint, all);
  }

  /** Message and hint in one line: {@code message (hint)}. */
  public String text() {
    return hint.map(h -> message + " (" + h + ")").orElse(message);
  }

  /** The diagnostic as an error to throw; a frontend's host shows it with its excerpts. */
  public DiagnosticException toException() {
    return new DiagnosticException(this);
  }

  /** The diagnostic as a failed call says it, with a {@link ErrorDetail.Source} a location. */
  public Status toStatus() {
    Status.Builder result =
        Status.newBuilder().setCode(GatewayException.Code.UNKNOWN.value()).setMessage(text());
    for (SourceLocation location : locations) {
      result.addDetails(detail(location).toAny());
    }
    return result.build();
  }

  /** The detail by which a failed call names a location. */
  public static ErrorDetail.Source detail(SourceLocation location) {
    SourceMap source = location.source();
    SourceInfo.Builder info =
        SourceInfo.newBuilder()
            .setFilename(source.filename())
            .setLanguage(source.language())
            .setData(source.data());
    source.state().ifPresent(state -> info.setDefinition(state.marshal().toProto()));
    return new ErrorDetail.Source(info.build(), location.ranges());
  }
}
