package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import dev.bowsprit.runtime.worker.exec.Executor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills a frontend that uses more than it may, has hung up, or does not end after it has returned.
 */
final class Watchdog implements AutoCloseable {

  private static final int SIGKILL = 9;

  /** How long a process may take to end once it has returned. */
  private static final Duration AFTER_RETURN = Duration.ofSeconds(10);

  /** How long a process may take to end once its connection is gone. */
  private static final Duration AFTER_CLOSE = Duration.ofSeconds(2);

  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(200);

  private final Executor.RunningProcess process;
  private final SandboxSettings settings;
  private final CallMeter meter;
  private final FrontendLog log;
  private final BooleanSupplier returned;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable FrontendEnd killed;
  private @Nullable Long closedAt;
  private @Nullable Long returnedAt;
  private boolean over;

  /**
   * A watchdog.
   *
   * @param returned whether the frontend has returned
   */
  Watchdog(
      Executor.RunningProcess process,
      SandboxSettings settings,
      CallMeter meter,
      FrontendLog log,
      BooleanSupplier returned) {
    this.process = process;
    this.settings = settings;
    this.meter = meter;
    this.log = log;
    this.returned = returned;
  }

  /** Begins to watch. */
  void start() {
    Thread.ofVirtual().name("frontend-watchdog").start(this::watch);
  }

  /** Says that the connection is gone. */
  void connectionClosed() {
    lock.lock();
    try {
      if (closedAt == null) {
        closedAt = System.nanoTime();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    lock.lock();
    try {
      while (!over) {
        Optional<FrontendEnd> verdict = verdict();
        if (verdict.isPresent()) {
          killed = verdict.get();
          break;
        }
        changed.awaitNanos(Math.min(POLL, meter.nanosLeft(settings.time())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    if (killed != null) {
      process.signal(SIGKILL);
    }
  }

  private Optional<FrontendEnd> verdict() {
    if (log.isFull()) {
      return killed(
          "it wrote more than "
              + Texts.bytes(settings.log())
              + " to standard error"
              + SandboxSettings.looser("log"));
    }
    if (returned.getAsBoolean()) {
      returnedAt = returnedAt == null ? Long.valueOf(System.nanoTime()) : returnedAt;
      return isPast(returnedAt, AFTER_RETURN)
          ? Optional.of(new FrontendEnd.Lingered())
          : Optional.empty();
    }
    if (isPast(closedAt, AFTER_CLOSE)) {
      return killed(
          "frontend grpc server closed unexpectedly: what it wrote to standard output is not"
              + " gRPC, or it closed its streams");
    }
    if (meter.ownTime().compareTo(settings.time()) >= 0) {
      return killed(
          "it ran for more than "
              + Texts.duration(settings.time())
              + " by itself"
              + SandboxSettings.looser("time"));
    }
    return Optional.empty();
  }

  private static Optional<FrontendEnd> killed(String why) {
    return Optional.of(new FrontendEnd.Killed(why));
  }

  private static boolean isPast(@Nullable Long since, Duration limit) {
    return since != null && System.nanoTime() - since >= limit.toNanos();
  }

  /** How the process ended that has ended with an exit code. */
  FrontendEnd end(int code) {
    lock.lock();
    try {
      return killed != null ? killed : new FrontendEnd.Exited(code);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
