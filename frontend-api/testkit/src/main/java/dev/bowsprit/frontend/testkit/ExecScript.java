package dev.bowsprit.frontend.testkit;

/**
 * What a command does in a test, in place of the program that the test kit does not run: it reads
 * and writes files of the command's mounts, prints, and may fail.
 */
@FunctionalInterface
public interface ExecScript {

  /**
   * Does what the command would.
   *
   * @param call the command and its files
   */
  void run(ExecCall call);
}
