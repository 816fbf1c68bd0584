package dev.bowsprit.runtime.solver;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.wire.rpc.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Errors of vertices: each says, in a typed detail, which vertex it came from. */
final class SolveErrors {

  private SolveErrors() {}

  /** The error, naming the vertex that it came from unless it names one below. */
  static GatewayException naming(Digest vertex, Throwable error) {
    GatewayException known = known(error);
    if (vertexOf(known).isPresent()) {
      return known;
    }
    return known.withDetails(List.of(new ErrorDetail.Vertex(vertex).toAny()));
  }

  /**
   * The error of a vertex's own work. As in BuildKit, that something is not there has no code of
   * its own, unless it is the client's answer.
   */
  static GatewayException ofVertex(Throwable error, Vertex vertex) {
    GatewayException named = naming(vertex.digest(), error);
    Status.Builder status = named.status().toBuilder();
    if (named.code() == GatewayException.Code.NOT_FOUND && !GrpcErrors.isAnswer(error)) {
      status.setCode(GatewayException.Code.UNKNOWN.value());
    }
    return new GatewayException(status.build(), new VertexFailure(vertex, error));
  }

  /** The vertex that an error came from. */
  static Optional<String> vertexOf(GatewayException error) {
    for (ErrorDetail detail : ErrorDetail.of(error)) {
      if (detail instanceof ErrorDetail.Vertex(Digest digest)) {
        return Optional.of(digest.toString());
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

  /** Any failure as an error with a code. */
  static GatewayException known(Throwable error) {
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

  private static Status status(GatewayException.Code code, String message) {
    return Status.newBuilder().setCode(code.value()).setMessage(message).build();
  }
}
