package dev.bowsprit.frontend.subrequest;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Places in a source file, and the file, as BuildKit's messages are in JSON. */
final class Locations {

  private Locations() {}

  /** A place in the only source. */
  static Json of(List<SourceRange> place) {
    return of(0, place);
  }

  /** A place in the source of this number. */
  static Json of(int source, List<SourceRange> place) {
    Json.Builder location = new Json.Builder().putNumber("sourceIndex", source);
    if (!place.isEmpty()) {
      new ErrorDetail.Source(SourceInfo.getDefaultInstance(), place)
          .json()
          .member("ranges")
          .ifPresent(ranges -> location.put("ranges", ranges));
    }
    return location.build();
  }

  /** The texts of all source files, of which there is one. */
  static Json texts(ByteString source) {
    return Json.ofTexts(List.of(Base64.getEncoder().encodeToString(source.toByteArray())));
  }

  /** A source with its text. */
  static Json source(SourceInfo info) {
    Optional<Json> json = new ErrorDetail.Source(info, List.of()).json().member("info");
    return json.orElse(new Json.Null());
  }
}
