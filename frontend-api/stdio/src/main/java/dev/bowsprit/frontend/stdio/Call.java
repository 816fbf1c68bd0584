package dev.bowsprit.frontend.stdio;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.rpc.Status;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of gRPC: a stream of HTTP/2 on which each message has five bytes in front. Its state
 * belongs to the connection's lock.
 */
final class Call {

  /** No message of BuildKit's gateway is larger than 16 MiB; this is room enough for others. */
  private static final int MAX_MESSAGE = 64 << 20;

  private static final int PREFIX = 5;

  private final int stream;
  private final Runnable whenDone;
  private final Deque<byte[]> messages = new ArrayDeque<>();
  private ByteArrayOutputStream partial = new ByteArrayOutputStream();

  /** The length of the message that {@link #partial} begins, or -1. */
  private int expected = -1;

  private long sendWindow;
  private int unacknowledged;
  private boolean headersSeen;
  private @Nullable Status status;

  Call(int stream, long sendWindow, Runnable whenDone) {
    this.stream = stream;
    this.whenDone = whenDone;
    this.sendWindow = sendWindow;
  }

  int stream() {
    return stream;
  }

  void done() {
    whenDone.run();
  }

  long sendWindow() {
    return sendWindow;
  }

  void widen(long increment) {
    sendWindow += increment;
  }

  /** The end of the call, once there is one. */
  Optional<Status> status() {
    return Optional.ofNullable(status);
  }

  boolean hasEnded() {
    return status != null;
  }

  void end(Status end) {
    if (status == null) {
      status = end;
    }
  }

  /** The failure that the call has ended with; of a successful call, that it has ended. */
  GatewayException failure() {
    Status end = status == null ? Status.getDefaultInstance() : status;
    return end.getCode() == 0
        ? GatewayException.of(Code.INTERNAL, "the daemon ended the call early")
        : new GatewayException(end);
  }

  byte @Nullable [] poll() {
    return messages.poll();
  }

  boolean hasMessages() {
    return !messages.isEmpty();
  }

  /** Counts bytes that the peer has sent, and answers those to be acknowledged now, if any. */
  int acknowledge(int received, int threshold) {
    unacknowledged += received;
    if (hasMessages() || unacknowledged < threshold) {
      return 0;
    }
    int result = unacknowledged;
    unacknowledged = 0;
    return result;
  }

  /** Takes a piece of the peer's messages. */
  void data(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && !hasEnded()) {
      int wanted = (partial.size() < PREFIX ? PREFIX : PREFIX + expected) - partial.size();
      int taken = Math.min(wanted, bytes.length - at);
      partial.write(bytes, at, taken);
      at += taken;
      if (partial.size() == PREFIX && expected < 0) {
        begin(partial.toByteArray());
      }
      if (expected >= 0 && partial.size() == PREFIX + expected) {
        messages.add(Arrays.copyOfRange(partial.toByteArray(), PREFIX, PREFIX + expected));
        partial = new ByteArrayOutputStream();
        expected = -1;
      }
    }
  }

  private void begin(byte[] prefix) {
    expected =
        ((prefix[1] & 0xff) << 24)
            | ((prefix[2] & 0xff) << 16)
            | ((prefix[3] & 0xff) << 8)
            | (prefix[4] & 0xff);
    if (prefix[0] != 0) {
      end(status(Code.INTERNAL, "the daemon compressed a message, which nobody asked for"));
    } else if (expected < 0 || expected > MAX_MESSAGE) {
      end(status(Code.RESOURCE_EXHAUSTED, "the daemon sent a message that is too large"));
    }
  }

  /** Takes the peer's headers, or the trailers that end the call. */
  void headers(List<Header> headers, boolean last) {
    Trailers trailers = Trailers.of(headers);
    if (!headersSeen && trailers.httpStatus().filter(s -> !s.equals("200")).isPresent()) {
      end(
          status(
              Code.UNAVAILABLE, "the daemon answered HTTP status " + trailers.httpStatus().get()));
    }
    headersSeen = true;
    if (last) {
      end(trailers.status());
    }
  }

  static Status status(Code code, String message) {
    return Status.newBuilder().setCode(code.value()).setMessage(message).build();
  }
}
