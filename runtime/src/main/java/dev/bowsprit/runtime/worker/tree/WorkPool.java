package dev.bowsprit.runtime.worker.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that copy and hash files. Batches share them; whoever waits for a batch
 * helps with it, so that no batch waits for another one.
 */
public final class WorkPool implements AutoCloseable {

  private final ExecutorService threads;

  /** A pool of so many threads. */
  public WorkPool(int size) {
    threads =
        Executors.newFixedThreadPool(
            size, Thread.ofPlatform().name("files-", 0).daemon().factory());
  }

  /** A pool that fits this machine. */
  public static WorkPool ofMachine() {
    return new WorkPool(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16));
  }

  /** Begins a batch. */
  public Batch batch() {
    return new Batch();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Work on files. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws IOException;
  }

  /** Pieces of work that belong together. A piece may add more. */
  public final class Batch {

    private final Queue<Work> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread owner = Thread.currentThread();

    private Batch() {}

    /** Adds a piece. After a failure no further pieces are begun. */
    public void add(Work work) {
      pending.incrementAndGet();
      queue.add(work);
      threads.execute(this::runOne);
    }

    /**
     * Waits for all pieces and helps with them.
     *
     * @throws IOException the first failure
     * @throws CancellationException if the thread was interrupted; nothing runs any more then
     */
    public void join() throws IOException {
      boolean interrupted = false;
      while (pending.get() > 0) {
        if (Thread.interrupted()) {
          interrupted = true;
          failure.compareAndSet(null, new CancellationException("interrupted"));
        }
        if (!runOne()) {
          LockSupport.park(this);
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      switch (failure.get()) {
        case null -> {}
        case ClosedByInterruptException _ -> throw new CancellationException("interrupted");
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }

    private boolean runOne() {
      Work work = queue.poll();
      if (work == null) {
        return false;
      }
      try {
        if (failure.get() == null) {
          work.run();
        }
      } catch (UncheckedIOException e) {
        failure.compareAndSet(null, e.getCause());
      } catch (IOException | RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        if (pending.decrementAndGet() == 0) {
          LockSupport.unpark(owner);
        }
      }
      return true;
    }
  }
}
