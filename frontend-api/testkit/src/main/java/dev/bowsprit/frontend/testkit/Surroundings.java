package dev.bowsprit.frontend.testkit;

import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * What a frontend must not depend on: the defaults of the virtual machine, and the moment. They
 * belong to the whole process, so runs that change them are alone among the kit's runs.
 */
final class Surroundings {

  /**
   * Whether plain builds {@code change} the defaults or {@code keep} them; if not set, they change
   * them unless tests seem to run side by side.
   */
  static final String PROPERTY = "bowsprit.testkit.defaults";

  private record Defaults(Locale locale, TimeZone zone) {

    static Defaults of(String locale, String zone) {
      return new Defaults(Locale.forLanguageTag(locale), TimeZone.getTimeZone(zone));
    }

    static Defaults current() {
      return new Defaults(Locale.getDefault(), TimeZone.getDefault());
    }

    void apply() {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  /** Other letters in lower case, other digits, another calendar; far from any usual zone. */
  private static final List<Defaults> OTHERS =
      List.of(
          Defaults.of("tr-TR", "Pacific/Kiritimati"),
          Defaults.of("ar-EG-u-nu-arab", "Asia/Kathmandu"),
          Defaults.of("th-TH-u-ca-buddhist-nu-thai", "Pacific/Pago_Pago"));

  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock(true);

  private Surroundings() {}

  /**
   * Does something in the usual surroundings for run 0, and in others for each other run.
   *
   * @param always whether to change the defaults even if other tests may run at the same time
   */
  static <T> T call(int run, boolean always, Supplier<T> work) {
    awaitNextMoment();
    if (run == 0 || !(always || mayChange())) {
      LOCK.readLock().lock();
      try {
        return work.get();
      } finally {
        LOCK.readLock().unlock();
      }
    }
    LOCK.writeLock().lock();
    Defaults usual = Defaults.current();
    try {
      other(run).apply();
      return work.get();
    } finally {
      usual.apply();
      LOCK.writeLock().unlock();
    }
  }

  /** Threads of JUnit's parallel execution are those of a fork-join pool. */
  private static boolean mayChange() {
    return switch (System.getProperty(PROPERTY, "")) {
      case "change" -> true;
      case "keep" -> false;
      default -> !(Thread.currentThread() instanceof ForkJoinWorkerThread);
    };
  }

  private static Defaults other(int run) {
    return OTHERS.get((run - 1) % OTHERS.size());
  }

  /** How a run is unlike the first. */
  static String describe(int run, boolean always) {
    Defaults other = other(run);
    return always || mayChange()
        ? "in locale %s and time zone %s".formatted(other.locale(), other.zone().getID())
        : "when run again";
  }

  /** Waits until the clock shows another time, which is a millisecond at most. */
  private static void awaitNextMoment() {
    long before = System.currentTimeMillis();
    while (System.currentTimeMillis() == before) {
      Thread.onSpinWait();
    }
  }
}
