package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.worker.Waiting;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows which calls of a frontend are being answered, and so how much of the time is the frontend's
 * own.
 */
public final class CallMeter {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int active;
  private long idleSince = System.nanoTime();
  private long own;

  /** Says that a call begins. */
  public void begin() {
    lock.lock();
    try {
      if (active++ == 0) {
        own += System.nanoTime() - idleSince;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says that a call has been answered. */
  public void end() {
    lock.lock();
    try {
      if (--active == 0) {
        idleSince = System.nanoTime();
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** For how long, in all, no call was being answered. */
  Duration ownTime() {
    lock.lock();
    try {
      return Duration.ofNanos(active > 0 ? own : own + System.nanoTime() - idleSince);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no call is being answered; keeps interrupts for later. */
  public void awaitIdle(Duration limit) {
    lock.lock();
    try {
      var _ = Waiting.uninterruptibly(idle, () -> active == 0, limit);
    } finally {
      lock.unlock();
    }
  }

  /** Time until the frontend has used up what it may have, if no call comes. */
  long nanosLeft(Duration limit) {
    return Math.max(TimeUnit.MILLISECONDS.toNanos(1), limit.minus(ownTime()).toNanos());
  }
}
