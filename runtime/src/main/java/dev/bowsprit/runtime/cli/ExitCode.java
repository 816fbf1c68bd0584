package dev.bowsprit.runtime.cli;

/** What the process says to the one that started it. */
public final class ExitCode {

  /** All went well. */
  public static final int OK = 0;

  /** The build, or whatever was asked for, failed. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** No engine could be reached or started. */
  public static final int NO_ENGINE = 3;

  /** Interrupted, as by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
