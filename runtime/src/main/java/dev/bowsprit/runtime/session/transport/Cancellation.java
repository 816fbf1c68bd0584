package dev.bowsprit.runtime.session.transport;

import io.grpc.Context;
import java.util.function.Supplier;

/** Turns the cancellation of the served call into an interrupt of the thread that serves it. */
public final class Cancellation {

  private final Thread thread = Thread.currentThread();
  private boolean over;

  private Cancellation() {}

  /** Does the work of the current call; interrupted as soon as the caller gives up. */
  public static <T> T interrupting(Supplier<T> work) {
    Cancellation cancellation = new Cancellation();
    Context context = Context.current();
    Context.CancellationListener listener = ignored -> cancellation.interrupt();
    context.addListener(listener, Runnable::run);
    try {
      return work.get();
    } finally {
      context.removeListener(listener);
      cancellation.end();
    }
  }

  private synchronized void interrupt() {
    if (!over) {
      thread.interrupt();
    }
  }

  private synchronized void end() {
    over = true;
    Thread.interrupted();
  }
}
