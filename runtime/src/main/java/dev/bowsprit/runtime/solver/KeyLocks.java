package dev.bowsprit.runtime.solver;

import dev.bowsprit.llb.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One lock a cache key, for as long as somebody holds it or waits for it. */
final class KeyLocks {

  private static final class Counted {
    final ReentrantLock lock = new ReentrantLock();
    int users;
  }

  private final Map<Digest, Counted> locks = new HashMap<>();

  /** Waits for the key's lock. */
  Held acquire(Digest key) throws InterruptedException {
    Counted counted;
    boolean waited;
    synchronized (locks) {
      counted = locks.computeIfAbsent(key, k -> new Counted());
      waited = counted.users > 0;
      counted.users++;
    }
    boolean locked = false;
    try {
      counted.lock.lockInterruptibly();
      locked = true;
    } finally {
      if (!locked) {
        leave(key, counted);
      }
    }
    return new Held(this, key, counted, waited);
  }

  private void leave(Digest key, Counted counted) {
    synchronized (locks) {
      counted.users--;
      if (counted.users == 0) {
        locks.remove(key);
      }
    }
  }

  /** A lock that is held; closed by the thread that acquired it. */
  static final class Held implements AutoCloseable {

    private final KeyLocks owner;
    private final Digest key;
    private final Counted counted;
    private final boolean waited;

    private Held(KeyLocks owner, Digest key, Counted counted, boolean waited) {
      this.owner = owner;
      this.key = key;
      this.counted = counted;
      this.waited = waited;
    }

    /** Whether another held it before, so that its results may be there now. */
    boolean waited() {
      return waited;
    }

    @Override
    public void close() {
      counted.lock.unlock();
      owner.leave(key, counted);
    }
  }
}
