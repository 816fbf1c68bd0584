package dev.bowsprit.conformance.cli;

import dev.bowsprit.conformance.corpus.CaseMaker;
import dev.bowsprit.conformance.corpus.Corpus;
import dev.bowsprit.conformance.corpus.CorpusCase;
import dev.bowsprit.conformance.corpus.CorpusRun;
import dev.bowsprit.conformance.corpus.CorpusTable;
import dev.bowsprit.conformance.corpus.Difference;
import dev.bowsprit.conformance.corpus.MadeCases;
import dev.bowsprit.conformance.corpus.MutatedFolder;
import dev.bowsprit.runtime.cli.Console;
import dev.bowsprit.runtime.cli.ExitCode;
import dev.bowsprit.runtime.cli.Spec;
import dev.bowsprit.runtime.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code bowsprit conformance corpus}: builds cases with a Dockerfile frontend over a gateway that
 * answers from fixtures, and compares what it says with answers on record, or with those of another
 * frontend.
 */
final class CorpusCommand {

  private static final String BUILT_IN = "dockerfile.v0";
  private static final int LANES = Math.max(2, Runtime.getRuntime().availableProcessors());

  CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "conformance corpus",
            "[OPTIONS] [PREFIX…]",
            "Compare a Dockerfile frontend's answers with the official one's, case by case.",
            "A PREFIX picks cases by their names.");
    spec.addOption(
        Spec.value(
            "NAME", "The built-in frontend to test (default: " + BUILT_IN + ")", "--frontend"));
    spec.addOption(
        Spec.value("COMMAND", "Test a frontend's program, which speaks over stdio", "--command"));
    spec.addOption(
        Spec.value(
            "COMMAND",
            "Compare with this program's answers, not with those on record",
            "--against"));
    spec.addOption(
        Spec.value("DIR", "A folder with cases of one's own (default: the corpus)", "--folder"));
    spec.addOption(
        Spec.value("NUMBER", "Test this many mutations of the cases; with --against", "--mutate"));
    spec.addOption(
        Spec.value("NUMBER", "Test this many generated files; with --against", "--generate"));
    spec.addOption(
        Spec.value("NUMBER", "The number of the first of these files (default: 0)", "--seed"));
    spec.addOption(Spec.flag("Put the answers of --command on record, in the folder", "--capture"));
    spec.addOption(Spec.flag("Print every difference, not each case's first", "-v", "--verbose"));
    spec.addPositional(Spec.arguments("PREFIX", "0..*", "Only cases whose names begin so"));
    return spec;
  }

  int run(ParseResult arguments, Console console) {
    String folder = Spec.text(arguments, "--folder");
    try (Corpus corpus = Corpus.open()) {
      Optional<Path> root = folder.isEmpty() ? Optional.empty() : Optional.of(console.path(folder));
      if (root.isPresent() && !Files.isDirectory(root.get().resolve("cases"))) {
        throw new UsageException(
            folder + " has no folder `cases`", "each case is a folder: cases/AREA-NAME/Dockerfile");
      }
      List<String> prefixes = Spec.arguments(arguments);
      List<CorpusCase> cases =
          root.map(corpus::cases).orElseGet(corpus::cases).stream()
              .filter(
                  one -> prefixes.isEmpty() || prefixes.stream().anyMatch(one.name()::startsWith))
              .toList();
      CorpusRun tested = tested(arguments, corpus);
      Optional<Wanted> wanted = Wanted.of(arguments);
      if (Spec.is(arguments, "--capture")) {
        if (root.isEmpty() || Spec.text(arguments, "--command").isEmpty()) {
          throw new UsageException("--capture needs both --command and --folder");
        }
        return wanted.isPresent()
            ? capture(wanted.get(), console, tested, cases, root.get())
            : capture(console, tested, cases, root.get());
      }
      if (wanted.isPresent()) {
        return compareMade(wanted.get(), arguments, console, tested, corpus, cases);
      }
      return print(console, compare(arguments, console, tested, corpus, cases));
    }
  }

  private static int print(Console console, CorpusTable table) {
    table.print(console.out());
    return table.allEqual() ? ExitCode.OK : ExitCode.FAILED;
  }

  /**
   * Which further cases are asked for.
   *
   * @param option the option that asks for them
   * @param first the number of the first
   */
  private record Wanted(String option, MadeCases kind, int first, int count) {

    static Optional<Wanted> of(ParseResult arguments) {
      return Map.of("--mutate", MadeCases.MUTATED, "--generate", MadeCases.GENERATED)
          .entrySet()
          .stream()
          .filter(kind -> !Spec.text(arguments, kind.getKey()).isEmpty())
          .findFirst()
          .map(
              kind ->
                  new Wanted(
                      kind.getKey(),
                      kind.getValue(),
                      number(arguments, "--seed"),
                      number(arguments, kind.getKey())));
    }

    List<CorpusCase> make(List<CorpusCase> cases, MutatedFolder folder) {
      CaseMaker maker = kind.of(cases);
      return IntStream.range(first, first + count)
          .mapToObj(number -> maker.write(number, folder.path()))
          .toList();
    }
  }

  private static int compareMade(
      Wanted wanted,
      ParseResult arguments,
      Console console,
      CorpusRun tested,
      Corpus corpus,
      List<CorpusCase> cases) {
    if (Spec.text(arguments, "--against").isEmpty()) {
      throw new UsageException(
          wanted.option() + " needs --against", "what is right is not on record");
    }
    try (MutatedFolder folder = MutatedFolder.create()) {
      List<CorpusCase> made = wanted.make(cases, folder);
      return print(console, compare(arguments, console, tested, corpus, made));
    }
  }

  /** Only answers that are the same twice are worth a record. */
  private static int capture(
      Wanted wanted, Console console, CorpusRun tested, List<CorpusCase> cases, Path root) {
    try (MutatedFolder folder = MutatedFolder.create()) {
      List<CorpusCase> made = wanted.make(cases, folder);
      List<Optional<String>> once = inParallel(made, tested::digest);
      List<Optional<String>> again = inParallel(made, tested::digest);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < made.size(); i++) {
        if (once.get(i).isPresent() && once.get(i).equals(again.get(i))) {
          lines.add((wanted.first() + i) + " " + once.get(i).get());
        }
      }
      String record = wanted.kind().record();
      Files.write(root.resolve(record), lines);
      console.out().println("Put " + lines.size() + " answers on record in " + record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ExitCode.OK;
  }

  private static int number(ParseResult arguments, String option) {
    String text = Spec.text(arguments, option);
    if (!text.matches("\\d{0,8}")) {
      throw new UsageException("invalid number \"" + text + "\" for " + option);
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static CorpusRun tested(ParseResult arguments, Corpus corpus) {
    String command = Spec.text(arguments, "--command");
    if (!command.isEmpty()) {
      return CorpusRun.ofProgram(corpus, words(command));
    }
    String name = Spec.text(arguments, "--frontend");
    try {
      return CorpusRun.ofProvided(corpus, name.isEmpty() ? BUILT_IN : name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> words(String command) {
    return Arrays.asList(command.strip().split("\\s+"));
  }

  private static int capture(Console console, CorpusRun tested, List<CorpusCase> cases, Path root) {
    Path golden = root.resolve("golden");
    inParallel(cases, one -> tested.capture(one, golden));
    console.out().println("Put " + cases.size() + " answers on record in " + golden);
    return ExitCode.OK;
  }

  private static CorpusTable compare(
      ParseResult arguments,
      Console console,
      CorpusRun tested,
      Corpus corpus,
      List<CorpusCase> cases) {
    String against = Spec.text(arguments, "--against");
    List<List<Difference>> results;
    if (against.isEmpty()) {
      cases.stream()
          .filter(one -> !one.onRecord())
          .findFirst()
          .ifPresent(
              one -> {
                throw new UsageException(
                    "no answer is on record for " + one.name(),
                    "--against COMMAND compares with a program's answers");
              });
      results = inParallel(cases, tested::run);
    } else {
      CorpusRun other = CorpusRun.ofProgram(corpus, words(against));
      results = inParallel(cases, one -> tested.compare(one, other));
    }
    CorpusTable table = new CorpusTable(console.out(), Spec.is(arguments, "--verbose"));
    for (int i = 0; i < cases.size(); i++) {
      table.add(cases.get(i), results.get(i));
    }
    return table;
  }

  private static <T> List<T> inParallel(
      List<CorpusCase> cases, java.util.function.Function<CorpusCase, T> work) {
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      List<Future<T>> waiting = new ArrayList<>();
      cases.forEach(one -> waiting.add(lanes.submit(() -> work.apply(one))));
      List<T> results = new ArrayList<>();
      for (Future<T> one : waiting) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
