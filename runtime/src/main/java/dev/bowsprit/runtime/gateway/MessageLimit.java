package dev.bowsprit.runtime.gateway;

import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * The longest message that a frontend may send, and whether it sent a longer one: gRPC only resets
 * the stream of such a call, from which nobody learns why. A server needs both the tracer and the
 * interceptor, which tells the calls that ended with an answer.
 */
final class MessageLimit extends ServerStreamTracer.Factory implements ServerInterceptor {

  private static final Context.Key<CallEnd> END = Context.key("frontend-call-end");

  private final int bytes;
  private volatile boolean exceeded;

  /** A limit in bytes. */
  MessageLimit(int bytes) {
    super();
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** What an error tells of it; empty if no message was too long. */
  String complaint() {
    return exceeded
        ? " (it sent a message of more than %d bytes%s)"
            .formatted(bytes, SandboxSettings.looser("message"))
        : "";
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new CallEnd();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    CallEnd end = END.get();
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            end.answered = true;
            super.close(status, trailers);
          }
        },
        headers);
  }

  /** How one call ends. */
  private final class CallEnd extends ServerStreamTracer {

    private volatile boolean answered;

    @Override
    public Context filterContext(Context context) {
      return context.withValue(END, this);
    }

    @Override
    public void streamClosed(Status status) {
      if (!answered && status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        exceeded = true;
      }
    }
  }
}
