package dev.bowsprit.conformance.interop;

import java.util.ArrayDeque;
import java.util.Deque;

/** What tests have opened; closed in the opposite order, after the last of them. */
final class Opened implements AutoCloseable {

  private final Deque<AutoCloseable> things = new ArrayDeque<>();

  /** Keeps a thing until the end. */
  <T extends AutoCloseable> T keep(T thing) {
    things.push(thing);
    return thing;
  }

  @Override
  public void close() throws Exception {
    while (!things.isEmpty()) {
      things.pop().close();
    }
  }
}
