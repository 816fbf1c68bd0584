package dev.bowsprit.runtime.control;

import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cache within its limits and its files safe on the disk: after builds, in the
 * background, one run at a time.
 */
final class GarbageCollector {

  private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long TEN_GB = 10_000_000_000L;

  private final LayeredRefStore refs;
  private final List<PrunePolicy> policies;
  private final ReentrantLock running = new ReentrantLock();
  private long lastRun = System.nanoTime() - PAUSE_NANOS;

  GarbageCollector(LayeredRefStore refs, Path root, List<PrunePolicy> policies) {
    this.refs = refs;
    this.policies = policies.isEmpty() ? List.of(ofDisk(root)) : policies;
  }

  /** BuildKit's limits: at most 60 % of the disk, 20 % of it free, but always some room to use. */
  private static PrunePolicy ofDisk(Path root) {
    try {
      long total = Nodes.space(root).totalBytes();
      return new PrunePolicy(
          List.of(), true, Duration.ZERO, Math.min(total / 10, TEN_GB), total / 10 * 6, total / 5);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a run unless one runs or ran a moment ago. */
  void request() {
    Thread.startVirtualThread(this::run);
  }

  private void run() {
    if (!running.tryLock()) {
      return;
    }
    try {
      if (System.nanoTime() - lastRun < PAUSE_NANOS) {
        return;
      }
      lastRun = System.nanoTime();
      refs.checkpoint();
      for (PrunePolicy policy : policies) {
        int count = refs.prune(policy).size();
        if (count > 0) {
          log.info("garbage collection deleted {} records", count);
        }
      }
    } catch (RuntimeException e) {
      log.warn("garbage collection failed", e);
    } finally {
      running.unlock();
    }
  }

  /** Waits for the end of a run, and starts none any more. */
  void stop() {
    running.lock(); // and never unlocked
  }
}
