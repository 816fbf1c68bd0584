package dev.bowsprit.runtime.control.client;

import dev.bowsprit.runtime.session.transport.GrpcErrors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

/** Calls of methods that have one answer. */
final class Calls {

  private Calls() {}

  /**
   * Calls a method and waits for its answer.
   *
   * @throws dev.bowsprit.gateway.GatewayException if it fails; CANCELLED if the thread is
   *     interrupted, which it stays
   */
  static <Q, A> A unary(Channel channel, MethodDescriptor<Q, A> method, Q request) {
    try {
      return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.fromGrpc(e);
    }
  }
}
