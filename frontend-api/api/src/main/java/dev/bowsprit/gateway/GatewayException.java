package dev.bowsprit.gateway;

import com.google.protobuf.Any;
import dev.bowsprit.wire.rpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

  /** The same failure, whose message begins with what failed by it. */
  public GatewayException during(String attempt) {
    return new GatewayException(
        status.toBuilder().setMessage(attempt + ": " + status.getMessage()).build(), this);
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
    /** No failure. */
    OK(0),
    /** The caller gave up. */
    CANCELLED(1),
    /** A failure of no other kind: most of BuildKit's. */
    UNKNOWN(2),
    /** The request is malformed. */
    INVALID_ARGUMENT(3),
    /** It took too long. */
    DEADLINE_EXCEEDED(4),
    /** There is no such thing. */
    NOT_FOUND(5),
    /** There is such a thing already. */
    ALREADY_EXISTS(6),
    /** The caller may not do that. */
    PERMISSION_DENIED(7),
    /** Something is used up, or the message is too large. */
    RESOURCE_EXHAUSTED(8),
    /** Something must be done before. */
    FAILED_PRECONDITION(9),
    /** Somebody else was faster; it may be tried again. */
    ABORTED(10),
    /** Beyond the end. */
    OUT_OF_RANGE(11),
    /** The host cannot do that. */
    UNIMPLEMENTED(12),
    /** The host or the connection is broken. */
    INTERNAL(13),
    /** The host cannot be reached at the moment. */
    UNAVAILABLE(14),
    /** Data is lost. */
    DATA_LOSS(15),
    /** The caller has not said who it is. */
    UNAUTHENTICATED(16);

    private final int value;

    Code(int value) {
      this.value = value;
    }

    /** The number on the wire. */
    public int value() {
      return value;
    }

    /** The name by which gRPC's texts call it: {@code NotFound}. */
    public String text() {
      return switch (this) {
        case OK -> "OK";
        case CANCELLED -> "Canceled";
        default ->
            Arrays.stream(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
      };
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
