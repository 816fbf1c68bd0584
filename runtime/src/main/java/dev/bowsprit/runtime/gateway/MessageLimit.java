package dev.bowsprit.runtime.gateway;

import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * The longest message that a frontend may send, and whether it sent a longer one: gRPC only resets
 * the stream of such a call, from which nobody learns why.
 */
final class MessageLimit extends ServerStreamTracer.Factory {

  private final int bytes;
  private volatile boolean exceeded;

  /** A limit in bytes. */
  MessageLimit(int bytes) {
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
    return new ServerStreamTracer() {
      private boolean read;

      @Override
      public void inboundMessageRead(int number, long onTheWire, long uncompressed) {
        read = true;
      }

      @Override
      public void streamClosed(Status status) {
        // A call whose message was read can have been answered so.
        if (!read && status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
          exceeded = true;
        }
      }
    };
  }
}
