package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.session.transport.PlainSecurity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code bowsprit}. It is a thin client: only what the typed command needs is
 * loaded, as every start pays for it.
 */
public final class Main {

  private static final int SYNOPSIS_WIDTH = 20;

  /** It tells of each connection that ends early, which is no news to the user. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  private final Console console;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs a command and ends the process with its exit code, of {@link ExitCode}. */
  public static void main(String[] args) {
    PlainSecurity.ownProcess();
    Console console = Console.ofProcess();
    System.setOut(System.err); // standard output is for results, whatever a frontend here prints
    int code = run(args, console);
    console.out().flush();
    console.err().flush();
    System.exit(code);
  }

  /** Runs a command in this process, without ending it. */
  public static int run(String[] args, Console console) {
    try {
      return new Main(console).run(List.of(args));
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private int run(List<String> args) {
    if (args.isEmpty() || List.of("-h", "--help", "help").contains(args.getFirst())) {
      return help(args);
    }
    if (List.of("-v", "--version", "version").contains(args.getFirst())) {
      console.out().println(VersionText.line());
      return ExitCode.OK;
    }
    Optional<Subcommand> command = find(args.getFirst());
    if (command.isEmpty()) {
      return unknown(args.getFirst());
    }
    return run(command.get(), args.subList(1, args.size()));
  }

  private int help(List<String> args) {
    if (args.size() > 1 && args.getFirst().equals("help")) {
      Optional<Subcommand> command = find(args.get(1));
      if (command.isPresent()) {
        commandLine(command.get().spec()).usage(console.out());
        return ExitCode.OK;
      }
    }
    console
        .out()
        .println("Usage: bowsprit COMMAND [OPTIONS]\n\nBuilds container images.\n\nCommands:");
    commands()
        .map(Subcommand::spec)
        .forEach(
            spec ->
                console
                    .out()
                    .println(
                        "  "
                            + spec.name()
                            + " ".repeat(Math.max(1, SYNOPSIS_WIDTH - spec.name().length()))
                            + spec.usageMessage().description()[0]));
    console.out().println("\n`bowsprit COMMAND --help` tells more.");
    return args.isEmpty() ? ExitCode.USAGE : ExitCode.OK;
  }

  /** Those of this module are looked at first: others need their jars to be searched. */
  private static Optional<Subcommand> find(String name) {
    return builtIn()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .or(
            () ->
                ServiceLoader.load(Subcommand.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(command -> command.name().equals(name))
                    .findFirst());
  }

  private static Stream<Subcommand> commands() {
    return Stream.concat(
            builtIn(),
            ServiceLoader.load(Subcommand.class).stream().map(ServiceLoader.Provider::get))
        .sorted(Comparator.comparing(Subcommand::name));
  }

  private static Stream<Subcommand> builtIn() {
    return Stream.of(
        new BuildCommand(),
        new DiskUsageCommand(),
        new PruneCommand(),
        new EngineCommands(),
        new FrontendCommands(),
        new LlbCommands());
  }

  private int unknown(String name) {
    console.err().println("ERROR: unknown command \"" + name + "\"");
    commands()
        .map(Subcommand::name)
        .filter(known -> known.startsWith(name) || name.startsWith(known))
        .findFirst()
        .ifPresentOrElse(
            known -> console.err().println("HINT: did you mean `bowsprit " + known + "`?"),
            () -> console.err().println("HINT: `bowsprit --help` lists all commands"));
    return ExitCode.USAGE;
  }

  private static CommandLine commandLine(CommandSpec spec) {
    return new CommandLine(spec)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setOverwrittenOptionsAllowed(true)
        .setPosixClusteredShortOptionsAllowed(true);
  }

  private int run(Subcommand command, List<String> args) {
    CommandLine line = commandLine(command.spec());
    ParseResult arguments;
    try {
      arguments = line.parseArgs(args.toArray(String[]::new));
    } catch (ParameterException e) {
      return wrongUsage(command, e);
    }
    CommandLine helped = helped(arguments);
    if (helped != null) {
      helped.usage(console.out());
      return ExitCode.OK;
    }
    GRPC_LOG.setLevel(Level.OFF);
    Interrupts interrupts = Interrupts.of(Thread.currentThread(), console);
    try {
      return command.run(arguments, console);
    } catch (UsageException e) {
      console.err().println("ERROR: " + e.getMessage());
      if (e.hint() != null) {
        console.err().println("HINT: " + e.hint());
      }
      return ExitCode.USAGE;
    } catch (Exception e) {
      if (interrupts.happened()) {
        console.err().println("ERROR: interrupted");
        return ExitCode.INTERRUPTED;
      }
      return ErrorReport.print(e, console);
    }
  }

  private static @Nullable CommandLine helped(ParseResult arguments) {
    for (CommandLine line : arguments.asCommandLineList()) {
      if (line.isUsageHelpRequested()) {
        return line;
      }
    }
    return null;
  }

  private int wrongUsage(Subcommand command, ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String name =
        spec.name().startsWith(command.name()) ? spec.name() : command.name() + " " + spec.name();
    String error = e.getMessage();
    String hint = "`bowsprit " + name + " --help` lists all options";
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> similar = unmatched.getSuggestions();
      if (!spec.subcommands().isEmpty() && !unmatched.isUnknownOption()) {
        error = "unknown command \"" + name + " " + unmatched.getUnmatched().getFirst() + "\"";
        hint = "one of " + String.join(", ", spec.subcommands().keySet());
      } else if (!similar.isEmpty()) {
        hint = "did you mean " + String.join(" or ", similar) + "?";
      }
    }
    console.err().println("ERROR: " + error);
    console.err().println("HINT: " + hint);
    return ExitCode.USAGE;
  }
}
