package dev.bowsprit.runtime.cli;

import org.jline.utils.Signals;

/**
 * Turns the signals by which a user or a system ends a process into an interrupt of the thread that
 * runs the command, so that it can clean up. A second signal ends the process at once.
 */
final class Interrupts {

  private final Thread thread;
  private final Console console;
  private volatile boolean happened;

  private Interrupts(Thread thread, Console console) {
    this.thread = thread;
    this.console = console;
  }

  static Interrupts of(Thread thread, Console console) {
    Interrupts interrupts = new Interrupts(thread, console);
    Signals.register("INT", interrupts::signal);
    Signals.register("TERM", interrupts::signal);
    return interrupts;
  }

  /** Whether there was a signal. */
  boolean happened() {
    return happened;
  }

  private void signal() {
    if (happened) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    happened = true;
    console.err().println("\ncancelling; once more ends at once");
    console.err().flush();
    thread.interrupt();
  }
}
