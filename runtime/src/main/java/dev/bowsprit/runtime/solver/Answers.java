package dev.bowsprit.runtime.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a build was told of things that may change, the commit of a branch for instance: it is asked
 * once and stays so for all of the build.
 */
final class Answers {

  private static final AtomicLong NEXT = new AtomicLong();

  private final long number = NEXT.getAndIncrement();
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  private static final class Place {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Object answer;
  }

  /**
   * One answer for all of several builds: what one of them was told already, or what is asked now.
   * A failure is no answer; whoever comes next asks again.
   *
   * @throws CancellationException if this thread is interrupted while it waits, which it stays
   */
  static <T> T once(List<Answers> builds, Class<T> type, String key, Supplier<T> ask) {
    List<Answers> inOrder = new ArrayList<>(builds);
    // All lock in the same order, so that none waits for another that waits for it.
    inOrder.sort(Comparator.comparingLong(answers -> answers.number));
    return locked(inOrder, type, key, ask);
  }

  private static <T> T locked(List<Answers> builds, Class<T> type, String key, Supplier<T> ask) {
    if (builds.isEmpty()) {
      return ask.get();
    }
    Place place = builds.getFirst().places.computeIfAbsent(key, _ -> new Place());
    lock(place.lock);
    try {
      Object known = place.answer;
      T answer =
          locked(
              builds.subList(1, builds.size()),
              type,
              key,
              known == null ? ask : () -> type.cast(known));
      if (known != null) {
        return type.cast(known);
      }
      place.answer = answer;
      return answer;
    } finally {
      place.lock.unlock();
    }
  }

  private static void lock(ReentrantLock lock) {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    }
  }
}
