package dev.bowsprit.conformance.cli;

import dev.bowsprit.runtime.cli.Console;
import dev.bowsprit.runtime.cli.Spec;
import dev.bowsprit.runtime.cli.Subcommand;
import dev.bowsprit.runtime.cli.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit conformance}: how well a frontend keeps to what others expect of it. */
public final class ConformanceCommand implements Subcommand {

  private final CorpusCommand corpus = new CorpusCommand();

  @Override
  public String name() {
    return "conformance";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command("conformance", "corpus [OPTIONS]", "Test frontends against what is expected");
    spec.addSubcommand("corpus", corpus.spec());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new UsageException("`bowsprit conformance` needs to know what to test", "corpus");
    }
    return corpus.run(arguments.subcommand(), console);
  }
}
