package dev.bowsprit.conformance.corpus;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs the corpus and prints how much of each area is equal to the official frontend's answers.
 *
 * <p>Arguments: {@code [--frontend=NAME] [-v] [PREFIX…]}, where a prefix picks cases by their names
 * and {@code -v} prints every difference.
 */
public final class CorpusCommand {

  private static final String FRONTEND = "--frontend=";

  private CorpusCommand() {}

  /** Runs it; 0 if every case is equal, 1 if one is not. */
  public static int run(PrintStream out, String... args) {
    String name = "dockerfile.v0";
    boolean verbose = false;
    List<String> prefixes = new ArrayList<>();
    for (String argument : args) {
      if (argument.startsWith(FRONTEND)) {
        name = argument.substring(FRONTEND.length());
      } else if (argument.equals("-v")) {
        verbose = true;
      } else {
        prefixes.add(argument);
      }
    }
    try (Corpus corpus = Corpus.open()) {
      return run(out, corpus, CorpusRun.ofProvided(corpus, name), prefixes, verbose);
    }
  }

  /** The same as a program. */
  public static void main(String[] args) {
    System.exit(run(System.out, args));
  }

  private static int run(
      PrintStream out, Corpus corpus, CorpusRun run, List<String> prefixes, boolean verbose) {
    Map<String, Tally> areas = new TreeMap<>();
    Tally total = new Tally();
    for (CorpusCase one : corpus.cases()) {
      if (!prefixes.isEmpty() && prefixes.stream().noneMatch(one.name()::startsWith)) {
        continue;
      }
      List<Difference> differences = run.run(one);
      areas.computeIfAbsent(one.area(), _ -> new Tally()).add(differences);
      total.add(differences);
      if (!differences.isEmpty()) {
        out.println(one.name());
        (verbose ? differences : differences.subList(0, 1))
            .forEach(difference -> out.println("  " + difference));
      }
    }
    out.printf("%n%-14s %5s %5s   %s%n", "AREA", "EQUAL", "OF", "FIRST DIFFERENCES IN");
    areas.forEach((area, tally) -> out.println(tally.row(area)));
    out.println(total.row("all"));
    return total.equal == total.all ? 0 : 1;
  }

  private static final class Tally {
    private int equal;
    private int all;
    private final Map<Difference.Aspect, Integer> first = new TreeMap<>();

    void add(List<Difference> differences) {
      all++;
      Optional<Difference> worst = differences.stream().findFirst();
      if (worst.isEmpty()) {
        equal++;
      } else {
        first.merge(worst.get().aspect(), 1, Integer::sum);
      }
    }

    String row(String area) {
      String differing = first.isEmpty() ? "" : "   " + first;
      return "%-14s %5d %5d%s".formatted(area, equal, all, differing);
    }
  }
}
