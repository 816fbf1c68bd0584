package dev.bowsprit.runtime.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the command line; those of other modules are found by ServiceLoader. */
public interface Subcommand {

  /** The name that is typed. */
  String name();

  /** Its options, arguments and help; the help option is added. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code, of {@link ExitCode}
   * @throws dev.bowsprit.gateway.GatewayException if the daemon fails
   * @throws UsageException if an argument is wrong
   */
  int run(ParseResult arguments, Console console) throws Exception;
}
