package dev.bowsprit.runtime.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever asks for a build gets one answer. */
@Timeout(60)
class AnswersTest {

  private final Answers one = new Answers();
  private final Answers other = new Answers();
  private final AtomicInteger asked = new AtomicInteger();

  private String ask(List<Answers> builds, String key) {
    return Answers.once(builds, String.class, key, () -> key + asked.incrementAndGet());
  }

  @Test
  void eachKeyIsAskedOnce() {
    assertThat(ask(List.of(one), "a")).isEqualTo("a1");
    assertThat(ask(List.of(one), "a")).isEqualTo("a1");
    assertThat(ask(List.of(one), "b")).isEqualTo("b2");
    assertThat(ask(List.of(other), "a")).isEqualTo("a3");
    assertThat(ask(List.of(), "a")).isEqualTo("a4");
  }

  @Test
  void whatOneBuildKnowsHoldsForTheOthersThatWaitWithIt() {
    assertThat(ask(List.of(other), "a")).isEqualTo("a1");
    assertThat(ask(List.of(one, other), "a")).isEqualTo("a1");
    assertThat(ask(List.of(one), "a")).isEqualTo("a1");
    assertThat(ask(List.of(other, one), "b")).isEqualTo("b2");
    assertThat(ask(List.of(one), "b")).isEqualTo("b2");
  }

  @Test
  void aFailureIsAskedAgain() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                Answers.once(
                    List.of(one, other),
                    String.class,
                    "a",
                    () -> {
                      throw new IllegalStateException("not now");
                    }));

    assertThat(ask(List.of(other), "a")).isEqualTo("a1");
    assertThat(ask(List.of(one), "a")).isEqualTo("a2");
  }

  @Test
  void thoseWhoAskAtTheSameTimeGetTheSame() throws Exception {
    var results = new ArrayList<Future<String>>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        List<Answers> builds = i % 2 == 0 ? List.of(one, other) : List.of(other, one);
        results.add(threads.submit(() -> ask(builds, "a")));
      }
    }
    for (Future<String> result : results) {
      assertThat(result.get()).isEqualTo("a1");
    }
  }

  @Test
  void whoWaitsForAnotherCanBeInterrupted() throws Exception {
    var asking = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first =
          threads.submit(
              () ->
                  Answers.once(
                      List.of(one),
                      String.class,
                      "a",
                      () -> {
                        asking.countDown();
                        try {
                          go.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return "first";
                      }));
      asking.await();

      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> ask(List.of(one), "a"));
      assertThat(Thread.interrupted()).isTrue();

      go.countDown();
      assertThat(first.get()).isEqualTo("first");
    }
    assertThat(ask(List.of(one), "a")).isEqualTo("first");
  }
}
