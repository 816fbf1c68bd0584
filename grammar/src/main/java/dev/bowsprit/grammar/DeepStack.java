package dev.bowsprit.grammar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Runs deep recursion on a thread of its own with a stack that is large enough. */
final class DeepStack {
  /** Nesting that any caller's stack bears. */
  static final int SAFE_DEPTH = 100;

  private static final long BYTES_PER_LEVEL = 2048;
  private static final long SPARE_BYTES = 4 << 20;

  private DeepStack() {}

  /**
   * Runs the task here if {@code depth} is harmless, else on a deep stack; throws what it throws.
   */
  static <T> T call(int depth, Supplier<T> task) {
    if (depth <= SAFE_DEPTH) {
      return task.get();
    }
    var result = new CompletableFuture<T>();
    Runnable run =
        () -> {
          try {
            result.complete(task.get());
          } catch (Throwable e) { // handed to the caller below
            result.completeExceptionally(e);
          }
        };
    var thread =
        new Thread(null, run, "bowsprit-deep-stack", SPARE_BYTES + depth * BYTES_PER_LEVEL, false);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
