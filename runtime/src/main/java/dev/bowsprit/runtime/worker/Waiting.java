package dev.bowsprit.runtime.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/** Waits with a limit until something holds that a lock guards. The caller holds the lock. */
public final class Waiting {

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @param changed is signalled whenever it may have begun to hold
   * @return whether it holds; not if the time is out
   */
  public static boolean until(Condition changed, BooleanSupplier holds, Duration limit)
      throws InterruptedException {
    long left = limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (left <= 0) {
        return false;
      }
      left = changed.awaitNanos(left);
    }
    return true;
  }

  /** Waits in the same way, and keeps interrupts for later: for what has to be taken down. */
  public static boolean uninterruptibly(Condition changed, BooleanSupplier holds, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return until(changed, holds, Duration.ofNanos(end - System.nanoTime()));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
