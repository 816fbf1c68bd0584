package dev.bowsprit.runtime.solver;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of vertices: each says, in a typed detail, which vertex it came from. */
final class SolveErrors {

  private static final String VERTEX = "github.com/moby/buildkit/errdefs.Vertex+json";
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([^\"]+)\"");

  private SolveErrors() {}

  /** The error as one of the vertex, unless it is already one of another vertex below. */
  static GatewayException ofVertex(Throwable error, Digest vertex) {
    GatewayException known = known(error);
    if (vertexOf(known).isPresent()) {
      return known;
    }
    Any detail =
        Any.newBuilder()
            .setTypeUrl(VERTEX)
            .setValue(ByteString.copyFromUtf8("{\"digest\":\"" + vertex + "\"}"))
            .build();
    return known.withDetails(List.of(detail));
  }

  /** The vertex that an error came from. */
  static Optional<String> vertexOf(GatewayException error) {
    for (Any detail : error.details()) {
      if (detail.getTypeUrl().equals(VERTEX)) {
        Matcher matcher = DIGEST.matcher(detail.getValue().toString(StandardCharsets.UTF_8));
        if (matcher.find()) {
          return Optional.of(matcher.group(1));
        }
      }
    }
    return Optional.empty();
  }

  /** What progress shows of an error. */
  static String shown(GatewayException error) {
    return error.code() == GatewayException.Code.CANCELLED
        ? "context canceled"
        : error.status().getMessage();
  }

  private static GatewayException known(Throwable error) {
    return switch (error) {
      case GatewayException e -> e;
      case CancellationException e ->
          new GatewayException(status(GatewayException.Code.CANCELLED, "context canceled"), e);
      case UncheckedIOException e -> known(Objects.requireNonNull(e.getCause()));
      case FileSystemException e ->
          new GatewayException(status(GatewayException.Code.UNKNOWN, text(e)), e);
      case FileNotFoundException e ->
          new GatewayException(status(GatewayException.Code.NOT_FOUND, text(e)), e);
      case IOException e -> new GatewayException(status(GatewayException.Code.UNKNOWN, text(e)), e);
      default -> new GatewayException(status(GatewayException.Code.INTERNAL, text(error)), error);
    };
  }

  private static String text(Throwable error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private static dev.bowsprit.wire.rpc.Status status(GatewayException.Code code, String message) {
    return dev.bowsprit.wire.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .build();
  }
}
