package dev.bowsprit.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.Gateway.ExecStream;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.ExecMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Plays the host's part of a stream; its first message says which of the recorded ones it is. */
final class ReplayStream implements ExecStream {

  /** Makes the failure of a mismatch at a line of the recording, 0 for none. */
  @FunctionalInterface
  interface Mismatch {
    TraceMismatchException at(int line, String text);
  }

  private static final String TYPE = ProtoSchema.GATEWAY + ".ExecMessage";

  private final Function<Json, List<Trace.StreamEvent>> find;
  private final Function<byte[], Json> json;
  private final Mismatch mismatch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Trace.StreamEvent> sent = new ArrayDeque<>();
  private final Deque<Trace.StreamEvent> received = new ArrayDeque<>();
  private boolean known;
  private boolean closed;

  ReplayStream(
      Function<Json, List<Trace.StreamEvent>> find,
      Function<byte[], Json> json,
      Mismatch mismatch) {
    this.find = find;
    this.json = json;
    this.mismatch = mismatch;
  }

  @Override
  public void send(ExecMessage message) {
    Json asked = json.apply(message.toByteArray());
    lock.lock();
    try {
      if (!known) {
        for (Trace.StreamEvent event : find.apply(asked)) {
          (event.what().equals("sent") ? sent : received).add(event);
        }
        known = true;
        changed.signalAll();
      }
      Trace.StreamEvent expected = sent.poll();
      if (expected == null) {
        throw mismatch.at(0, "the frontend sends more to a process than was recorded: " + asked);
      }
      Optional<JsonDifference> difference = JsonDifference.find(expected.value(), asked);
      if (difference.isPresent()) {
        throw mismatch.at(
            expected.line(), "the frontend sends something else to a process: " + difference.get());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<ExecMessage> receive() {
    lock.lock();
    try {
      while (!known && !closed) {
        changed.await();
      }
      Trace.StreamEvent event = received.poll();
      if (event == null || event.what().equals("ended")) {
        return Optional.empty();
      }
      if (event.what().equals("error")) {
        throw Trace.failure(event.value());
      }
      return Optional.of(ExecMessage.parseFrom(MessageBytes.of(TYPE, event.value())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void finish() {
    // The host's part ends where the recording says, whenever the frontend has said its last.
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
