package dev.bowsprit.runtime.session.transport;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries failures over gRPC with their typed details, in the trailer {@code
 * grpc-status-details-bin}.
 */
public final class GrpcErrors {

  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoLiteUtils.metadataMarshaller(Status.getDefaultInstance()));

  private GrpcErrors() {}

  /** The failure as gRPC sends it. */
  public static StatusRuntimeException toGrpc(Throwable error) {
    return switch (error) {
      case StatusRuntimeException e -> e;
      case StatusException e -> new StatusRuntimeException(e.getStatus(), e.getTrailers());
      case GatewayException e -> toGrpc(e.status());
      case CancellationException e ->
          io.grpc.Status.CANCELLED.withDescription("context canceled").asRuntimeException();
      default -> io.grpc.Status.UNKNOWN.withDescription(message(error)).asRuntimeException();
    };
  }

  private static StatusRuntimeException toGrpc(Status status) {
    Metadata trailers = new Metadata();
    if (status.getDetailsCount() > 0) {
      trailers.put(DETAILS, status);
    }
    return io.grpc.Status.fromCodeValue(status.getCode())
        .withDescription(status.getMessage())
        .asRuntimeException(trailers);
  }

  /** The failure of a call, with the details that came with it. */
  public static GatewayException fromGrpc(Throwable error) {
    if (error instanceof GatewayException e) {
      return e;
    }
    Status details = details(io.grpc.Status.trailersFromThrowable(error));
    if (details != null && details.getCode() != 0) {
      return new GatewayException(details, error);
    }
    io.grpc.Status status = io.grpc.Status.fromThrowable(error);
    String description = status.getDescription();
    Throwable cause = status.getCause();
    return new GatewayException(
        Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(
                description != null
                    ? description
                    : cause != null ? message(cause) : status.getCode().name())
            .build(),
        error);
  }

  /** Whether a failure is what somebody answered over gRPC. */
  public static boolean isAnswer(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .anyMatch(e -> e instanceof StatusRuntimeException || e instanceof StatusException);
  }

  private static @Nullable Status details(@Nullable Metadata trailers) {
    return trailers == null ? null : trailers.get(DETAILS);
  }

  private static String message(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
