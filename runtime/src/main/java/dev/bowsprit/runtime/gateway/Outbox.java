package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.ExecMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What processes have to say to the frontend, in order. Their output waits while the frontend does
 * not take it, so that it never piles up here.
 */
final class Outbox {

  private static final int AHEAD = 32;

  private final Deque<ExecMessage> messages = new ArrayDeque<>();
  private @Nullable GatewayException failure;
  private boolean ended;

  /**
   * Adds output, as soon as there is room.
   *
   * @return whether anybody still listens
   */
  synchronized boolean offer(ExecMessage message) throws InterruptedException {
    while (messages.size() >= AHEAD && !ended) {
      wait();
    }
    add(message);
    return !ended;
  }

  /** Adds a message at once: one that there are few of. */
  synchronized void add(ExecMessage message) {
    if (!ended) {
      messages.add(message);
      notifyAll();
    }
  }

  /**
   * Takes the next message; waits for it. Empty if there will be none.
   *
   * @throws GatewayException the failure that ended it
   */
  synchronized Optional<ExecMessage> take() {
    while (messages.isEmpty()) {
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return Optional.empty();
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw GatewayException.of(Code.CANCELLED, "context canceled");
      }
    }
    ExecMessage next = messages.remove();
    notifyAll();
    return Optional.of(next);
  }

  /** Takes no more messages. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Takes no more messages, and tells the frontend why. */
  synchronized void fail(GatewayException why) {
    if (!ended) {
      failure = why;
      end();
    }
  }
}
