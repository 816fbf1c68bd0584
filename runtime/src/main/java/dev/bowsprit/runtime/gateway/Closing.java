package dev.bowsprit.runtime.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes several things, whatever becomes of each. */
final class Closing {

  private Closing() {}

  /** Closes all in their order, and throws the last failure at the end. */
  static void all(List<? extends AutoCloseable> things) {
    @Nullable RuntimeException failure = null;
    for (AutoCloseable thing : things) {
      try {
        thing.close();
      } catch (RuntimeException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IllegalStateException(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
