package dev.bowsprit.frontend.host;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does work that waits for the daemon for several things at a time. */
public final class Parallel {

  private Parallel() {}

  /**
   * The results of some work, in the order of what it is done for. Of several failures the first in
   * that order is thrown, so that it is the same one each time.
   *
   * @throws GatewayException {@code CANCELLED} if this thread is interrupted
   */
  public static <T, R> List<R> map(List<T> all, Function<? super T, ? extends R> work) {
    if (all.size() < 2) {
      return all.stream().<R>map(work).toList();
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> waiting = new ArrayList<>();
      for (T one : all) {
        waiting.add(threads.submit(() -> work.apply(one)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> one : waiting) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    }
  }
}
