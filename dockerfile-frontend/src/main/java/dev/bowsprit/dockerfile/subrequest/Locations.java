package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.List;
import java.util.Optional;

/** Places in a Dockerfile as BuildKit's messages are in JSON. */
final class Locations {

  private Locations() {}

  /** A place in the only source. */
  static Json of(List<SourceRange> place) {
    Json.Builder location = new Json.Builder();
    if (!place.isEmpty()) {
      new ErrorDetail.Source(SourceInfo.getDefaultInstance(), place)
          .json()
          .member("ranges")
          .ifPresent(ranges -> location.put("ranges", ranges));
    }
    return location.build();
  }

  /** A source with its text. */
  static Json source(SourceInfo info) {
    Optional<Json> json = new ErrorDetail.Source(info, List.of()).json().member("info");
    return json.orElse(new Json.Null());
  }
}
