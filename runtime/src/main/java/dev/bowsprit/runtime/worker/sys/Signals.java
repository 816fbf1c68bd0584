package dev.bowsprit.runtime.worker.sys;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The signals of Linux by name, as signal(7) numbers them for x86 and ARM. */
public final class Signals {

  private static final int FIRST_REALTIME = 34;
  private static final int LAST_REALTIME = 64;

  /** In the order of their numbers, which begin at 1. */
  private static final String[] STANDARD = {
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private static final Map<String, Integer> NUMBERS = numbers();

  private Signals() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> result = new HashMap<>();
    for (int i = 0; i < STANDARD.length; i++) {
      result.put(STANDARD[i], i + 1);
    }
    result.put("IOT", result.get("ABRT"));
    result.put("CLD", result.get("CHLD"));
    result.put("POLL", result.get("IO"));
    result.put("UNUSED", result.get("SYS"));
    int middle = (FIRST_REALTIME + LAST_REALTIME) / 2;
    for (int number = FIRST_REALTIME; number <= LAST_REALTIME; number++) {
      int above = number - FIRST_REALTIME;
      int below = LAST_REALTIME - number;
      result.put(
          number <= middle
              ? "RTMIN" + (above == 0 ? "" : "+" + above)
              : "RTMAX" + (below == 0 ? "" : "-" + below),
          number);
    }
    return Map.copyOf(result);
  }

  /** The number of a name without {@code SIG}: 9 of {@code KILL}; empty if there is none. */
  public static OptionalInt number(String name) {
    Integer number = NUMBERS.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
