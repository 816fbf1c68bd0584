package dev.bowsprit.conformance.corpus;

import java.util.List;
import java.util.Random;

/**
 * What is chosen at random, but always alike for the same seed.
 *
 * @param random the source
 * @param careless whether mistakes are made
 */
record Choice(Random random, boolean careless) {

  static Choice of(long seed) {
    Random random = new Random(seed);
    return new Choice(random, random.nextInt(3) == 0);
  }

  /** A number below a limit. */
  int below(int limit) {
    return random.nextInt(limit);
  }

  /** True once in so many times. */
  boolean once(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** One of the right ones; or, of those who are careless, one of the wrong ones at times. */
  <T> T one(List<T> right, List<T> wrong) {
    return one(mistaken() ? wrong : right);
  }

  /** Whether a mistake is made here. */
  boolean mistaken() {
    return careless && once(8);
  }
}
