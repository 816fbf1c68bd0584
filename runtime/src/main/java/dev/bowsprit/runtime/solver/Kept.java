package dev.bowsprit.runtime.solver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things by name that are closed together, the last one first. */
final class Kept implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Kept.class);

  private final Map<String, AutoCloseable> byName = new LinkedHashMap<>();

  /** What has the name; made if nothing has it yet. */
  synchronized <T extends AutoCloseable> T get(String name, Supplier<T> make) {
    @SuppressWarnings("unchecked") // Only the same caller uses the name.
    T known = (T) byName.get(name);
    if (known == null) {
      known = make.get();
      byName.put(name, known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    for (AutoCloseable closeable : List.copyOf(byName.values()).reversed()) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("cannot let go of {}", closeable, e);
      }
    }
    byName.clear();
  }
}
