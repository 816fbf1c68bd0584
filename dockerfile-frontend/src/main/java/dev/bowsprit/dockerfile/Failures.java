package dev.bowsprit.dockerfile;

import com.google.protobuf.Any;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.dockerfile.stage.Sources;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilityException;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.rpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns errors into what clients are told: a message, and the lines that it is about. */
final class Failures {

  private Failures() {}

  /** What a daemon lacks, in the official frontend's words, and which lines ask for it. */
  static GatewayException of(CapabilityException error) {
    return new GatewayException(
        new Diagnostic(text(error), Optional.empty(), error.locations()).toStatus(), error);
  }

  private static String text(CapabilityException error) {
    if (error.disabled()) {
      return String.valueOf(error.getMessage());
    }
    boolean files = error.capability().equals(Capabilities.FILE_BASE);
    return (files ? "needs BuildKit 0.5 or later: " : "")
        + "requested "
        + (files ? "prerelease" : "experimental")
        + " feature "
        + error.capability()
        + "  is not supported by build server"
        + (files ? " (added in BuildKit v0.5.0)" : "")
        + ", please update buildkit";
  }

  /** The error; its places are in the sources, if some are given. The last added comes first. */
  static GatewayException of(DockerfileException error, Optional<Sources> sources) {
    List<Any> details = new ArrayList<>();
    for (List<SourceRange> place : error.places().reversed()) {
      sources
          .map(s -> s.locate(place))
          .ifPresent(l -> details.add(new ErrorDetail.Source(l.info(), l.ranges()).toAny()));
    }
    if (error.getCause() instanceof GatewayException call) {
      return new GatewayException(
          call.status().toBuilder()
              .clearDetails()
              .addAllDetails(details)
              .addAllDetails(call.details())
              .build(),
          call);
    }
    return new GatewayException(
        Status.newBuilder()
            .setCode(GatewayException.Code.UNKNOWN.value())
            .setMessage(error.text())
            .addAllDetails(details)
            .build(),
        error);
  }
}
