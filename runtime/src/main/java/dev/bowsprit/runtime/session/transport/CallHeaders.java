package dev.bowsprit.runtime.session.transport;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Lets a service see the headers of the call it serves. */
public final class CallHeaders implements ServerInterceptor {

  private static final Context.Key<Metadata> HEADERS = Context.key("headers");

  /** The headers of the call that this thread serves; to be asked for before any other thread. */
  public static Metadata current() {
    Metadata headers = HEADERS.get();
    return headers == null ? new Metadata() : headers;
  }

  @Override
  public <S, R> ServerCall.Listener<S> interceptCall(
      ServerCall<S, R> call, Metadata headers, ServerCallHandler<S, R> next) {
    return Contexts.interceptCall(
        Context.current().withValue(HEADERS, headers), call, headers, next);
  }
}
