package dev.bowsprit.conformance.corpus;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells how much of each area is equal, and where it is not. */
public final class CorpusTable {

  private final PrintStream out;
  private final boolean verbose;
  private final Map<String, Tally> areas = new TreeMap<>();
  private final Tally total = new Tally();

  /** Cases that differ are printed as they come: all their differences, or the gravest. */
  public CorpusTable(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  /** Counts a case. */
  public void add(CorpusCase one, List<Difference> differences) {
    areas.computeIfAbsent(one.area(), _ -> new Tally()).add(differences);
    total.add(differences);
    if (!differences.isEmpty()) {
      out.println(one.name());
      (verbose ? differences : differences.subList(0, 1))
          .forEach(difference -> out.println("  " + difference));
    }
  }

  /** Prints a line for each area. */
  public void print(PrintStream to) {
    to.printf("%n%-14s %5s %5s   %s%n", "AREA", "EQUAL", "OF", "FIRST DIFFERENCES IN");
    areas.forEach((area, tally) -> to.println(tally.row(area)));
    to.println(total.row("all"));
  }

  /** Whether no case differs. */
  public boolean allEqual() {
    return total.equal == total.all;
  }

  private static final class Tally {
    private int equal;
    private int all;
    private final Map<Difference.Aspect, Integer> first = new TreeMap<>();

    void add(List<Difference> differences) {
      all++;
      if (differences.isEmpty()) {
        equal++;
      } else {
        first.merge(differences.getFirst().aspect(), 1, Integer::sum);
      }
    }

    String row(String area) {
      String differing = first.isEmpty() ? "" : "   " + first;
      return "%-14s %5d %5d%s".formatted(area, equal, all, differing);
    }
  }
}
