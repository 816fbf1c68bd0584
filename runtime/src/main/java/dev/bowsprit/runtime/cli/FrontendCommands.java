package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.packaging.PackagingException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit frontend …}: what authors and users of build languages need. */
final class FrontendCommands implements Subcommand {

  /** One of the commands, which is made when it is asked for. */
  private record Entry(String name, Supplier<Subcommand> command) {}

  private static final List<Entry> COMMANDS =
      List.of(
          new Entry("inspect", InspectCommand::new),
          new Entry("package", PackageCommand::new),
          new Entry("trace", TraceCommand::new));

  @Override
  public String name() {
    return "frontend";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "frontend", "COMMAND [OPTIONS]", "Make images of build languages, and look at them");
    COMMANDS.forEach(entry -> spec.addSubcommand(entry.name(), entry.command().get().spec()));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    List<String> names = COMMANDS.stream().map(Entry::name).toList();
    if (!arguments.hasSubcommand()) {
      throw new UsageException(
          "`bowsprit frontend` needs to know what to do", "one of " + String.join(", ", names));
    }
    ParseResult sub = arguments.subcommand();
    String typed = sub.commandSpec().name();
    Optional<Entry> entry = COMMANDS.stream().filter(one -> typed.endsWith(one.name())).findFirst();
    return entry.orElseThrow().command().get().run(sub, console);
  }

  /** Does something, and shows a failure of it with its hint. */
  static int hinting(Console console, Callable<Integer> action) throws Exception {
    try {
      return action.call();
    } catch (PackagingException e) {
      console.err().println("ERROR: " + e.getMessage());
      e.hint().ifPresent(hint -> console.err().println("HINT: " + hint));
      return ExitCode.FAILED;
    }
  }
}
