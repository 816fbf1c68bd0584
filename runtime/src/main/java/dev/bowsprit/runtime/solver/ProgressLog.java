package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.wire.control.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** All that happens in one build, for any number of readers, each of whom gets all of it. */
public final class ProgressLog {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<StatusResponse> events = new ArrayList<>();
  private boolean ended;

  /** Adds an event; ignored after the end. */
  public void add(StatusResponse event) {
    lock.lock();
    try {
      if (!ended) {
        events.add(event);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says that nothing follows. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives all events, those of the past too, until the end. What happened meanwhile comes as one.
   *
   * @throws InterruptedException if the thread is interrupted before the end
   */
  public void follow(Consumer<StatusResponse> sink) throws InterruptedException {
    int next = 0;
    while (true) {
      StatusResponse.Builder batch = StatusResponse.newBuilder();
      lock.lock();
      try {
        while (next == events.size() && !ended) {
          changed.await();
        }
        if (next == events.size()) {
          return;
        }
        for (; next < events.size(); next++) {
          batch.mergeFrom(events.get(next));
        }
      } finally {
        lock.unlock();
      }
      sink.accept(batch.build());
    }
  }
}
