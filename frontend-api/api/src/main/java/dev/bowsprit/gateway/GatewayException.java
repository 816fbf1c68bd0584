package dev.bowsprit.gateway;

import com.google.protobuf.Any;
import dev.bowsprit.wire.rpc.Status;
import java.util.List;

/**
 * A call that failed, as gRPC says it: a code, one message, and typed details.
 *
 * <p>The details are BuildKit's ({@code google.protobuf.Any} with a type URL like {@code
 * github.com/moby/buildkit/errdefs.Source+json} and JSON as value); they travel unchanged from the
 * one who failed to the one who reports.
 */
public final class GatewayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Status status;

  /** Makes the exception of a status. */
  public GatewayException(Status status) {
    super(status.getMessage());
    this.status = status;
  }

  /** Makes the exception of a status, with what caused it here. */
  public GatewayException(Status status, Throwable cause) {
    super(status.getMessage(), cause);
    this.status = status;
  }

  /** Makes an exception without details. */
  public static GatewayException of(Code code, String message) {
    return new GatewayException(
        Status.newBuilder().setCode(code.value()).setMessage(message).build());
  }

  /** The same failure with more details behind those it has. */
  public GatewayException withDetails(List<Any> more) {
    GatewayException result =
        new GatewayException(status.toBuilder().addAllDetails(more).build(), this);
    result.setStackTrace(getStackTrace());
    return result;
  }

  /** The whole status: code, message and details. */
  public Status status() {
    return status;
  }

  /** The code. */
  public Code code() {
    return Code.of(status.getCode());
  }

  /** The typed details, in order. */
  public List<Any> details() {
    return status.getDetailsList();
  }

  /** The codes of gRPC. */
  public enum Code {
    OK(0),
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    OUT_OF_RANGE(11),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    DATA_LOSS(15),
    UNAUTHENTICATED(16);

    private final int value;

    Code(int value) {
      this.value = value;
    }

    /** The number on the wire. */
    public int value() {
      return value;
    }

    /** The code of a number; {@link #UNKNOWN} for one that gRPC does not define. */
    public static Code of(int value) {
      for (Code code : values()) {
        if (code.value == value) {
          return code;
        }
      }
      return UNKNOWN;
    }
  }
}
