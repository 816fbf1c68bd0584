package dev.bowsprit.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waits for what a lock guards. */
class WaitingTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicBoolean done = new AtomicBoolean();

  @BeforeEach
  void takeLock() {
    lock.lock();
  }

  @AfterEach
  void giveLock() {
    lock.unlock();
  }

  @Test
  void whatHoldsIsNotWaitedFor() throws InterruptedException {
    assertThat(Waiting.until(changed, () -> true, Duration.ZERO)).isTrue();
  }

  @Test
  void aWaitEndsWithItsTime() throws InterruptedException {
    assertThat(Waiting.until(changed, () -> false, Duration.ofMillis(1))).isFalse();
  }

  @Test
  void aWaitEndsWhenItIsTold() throws InterruptedException {
    Thread.ofVirtual().start(this::finish);

    assertThat(Waiting.until(changed, done::get, LONG)).isTrue();
  }

  @Test
  void anInterruptEndsAWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Waiting.until(changed, done::get, LONG))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptIsKeptForLaterWhereAWaitMustNotEnd() {
    Thread.currentThread().interrupt();
    Thread.ofVirtual().start(this::finish);

    assertThat(Waiting.uninterruptibly(changed, done::get, LONG)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  private void finish() {
    lock.lock();
    try {
      done.set(true);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
