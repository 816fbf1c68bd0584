package dev.bowsprit.runtime.worker.sys;

import java.lang.foreign.Arena;

/** Signals and attributes of processes. */
public final class Processes {

  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGWINCH = 28;

  private Processes() {}

  /** Sends a signal; does nothing if the process is gone. */
  public static void kill(long pid, int signal) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long result = Syscall.KILL.tryCall(arena, pid, signal);
      if (result < 0 && -result != Errno.ESRCH.number()) {
        throw new LinuxException("kill", Long.toString(pid), (int) -result);
      }
    }
  }
}
