package dev.bowsprit.runtime.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Does the same for several things at once, each on a virtual thread of its own. */
public final class Parallel {

  private Parallel() {}

  /**
   * The answers in the order of the items. If one fails, the others are interrupted and waited for,
   * and the first failure is thrown; likewise if the caller is interrupted.
   */
  public static <A, B> List<B> map(List<A> items, Function<A, B> function) {
    if (items.isEmpty()) {
      return List.of();
    }
    if (items.size() == 1) {
      return List.of(function.apply(items.getFirst()));
    }
    BlockingQueue<FutureTask<B>> finished = new LinkedBlockingQueue<>();
    List<FutureTask<B>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (A item : items) {
      FutureTask<B> task =
          new FutureTask<>(() -> function.apply(item)) {
            @Override
            protected void done() {
              finished.add(this);
            }
          };
      tasks.add(task);
      threads.add(Thread.startVirtualThread(task));
    }
    try {
      for (int i = 0; i < items.size(); i++) {
        finished.take().resultNow();
      }
      return tasks.stream().map(FutureTask::resultNow).toList();
    } catch (InterruptedException e) {
      stop(threads);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (IllegalStateException e) {
      stop(threads);
      throw failure(tasks);
    }
  }

  private static void stop(List<Thread> threads) {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true; // They must end before this does; the caller sees the flag.
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The failure that is the cause of the others, which were cancelled. */
  private static <B> RuntimeException failure(List<FutureTask<B>> tasks) {
    RuntimeException cancelled = new CancellationException("cancelled");
    for (FutureTask<B> task : tasks) {
      if (task.state() == FutureTask.State.FAILED) {
        switch (task.exceptionNow()) {
          case CancellationException e -> cancelled = e;
          case RuntimeException e -> {
            return e;
          }
          case Error e -> throw e;
          default -> {
            return new IllegalStateException(task.exceptionNow());
          }
        }
      }
    }
    return cancelled;
  }
}
