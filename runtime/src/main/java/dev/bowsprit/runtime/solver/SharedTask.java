package dev.bowsprit.runtime.solver;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Work that several wait for and that is done once, on a virtual thread of its own.
 *
 * <p>It begins with the first who waits. When the last one gives up before its end, the work is
 * interrupted, and that one waits until it has really ended; whoever asks after that begins it
 * anew.
 *
 * @param <T> what the work gives
 */
final class SharedTask<T> {

  private enum State {
    IDLE,
    RUNNING,
    CANCELLING,
    DONE,
    FAILED
  }

  private final String name;
  private final Callable<T> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.IDLE;
  private int waiting;
  private @Nullable Thread thread;
  private @Nullable T value;
  private @Nullable Throwable failure;

  SharedTask(String name, Callable<T> work) {
    this.name = name;
    this.work = work;
  }

  /**
   * Waits for the work's value.
   *
   * @throws CancellationException if this thread is interrupted, which it stays
   * @throws RuntimeException what the work threw
   */
  T join() {
    lock.lock();
    try {
      waiting++;
      try {
        return await();
      } catch (InterruptedException e) {
        if (waiting == 1) {
          cancel();
        }
        Thread.currentThread().interrupt();
        throw new CancellationException(name + " was cancelled");
      } finally {
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The value if the work is done. */
  @Nullable T valueNow() {
    lock.lock();
    try {
      return value;
    } finally {
      lock.unlock();
    }
  }

  private T await() throws InterruptedException {
    while (true) {
      switch (state) {
        case IDLE -> start();
        case RUNNING, CANCELLING -> changed.await();
        case DONE -> {
          return Objects.requireNonNull(value);
        }
        case FAILED -> throw rethrown();
      }
    }
  }

  private void start() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    state = State.RUNNING;
    thread = Thread.ofVirtual().name(name).start(this::run);
  }

  private void run() {
    T result = null;
    Throwable thrown = null;
    try {
      result = work.call();
    } catch (Throwable t) { // Whatever it is, those who wait get it.
      thrown = t;
    }
    lock.lock();
    try {
      thread = null;
      if (thrown == null) {
        value = result;
        state = State.DONE;
      } else if (state == State.CANCELLING) {
        state = State.IDLE;
      } else {
        failure = thrown;
        state = State.FAILED;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void cancel() {
    if (state == State.RUNNING && thread != null) {
      state = State.CANCELLING;
      thread.interrupt();
    }
    while (state == State.CANCELLING) {
      changed.awaitUninterruptibly();
    }
  }

  private RuntimeException rethrown() {
    return switch (failure) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null -> new IllegalStateException(name + " failed without a reason");
      default -> new IllegalStateException(failure);
    };
  }
}
