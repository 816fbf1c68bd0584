package dev.bowsprit.conformance.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures as a table in Markdown: medians in seconds, and ratios to the other contender. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins a table.
   *
   * @param contenders their names; with two of them, ratios of the first to the second are given
   */
  Table(List<String> contenders) {
    var columns = new StringBuilder("| Workload | |");
    var line = new StringBuilder("|---|---|");
    for (String kind : List.of("no cache", "a step", "cached")) {
      for (String contender : contenders) {
        columns.append(' ').append(contender).append(", ").append(kind).append(" |");
        line.append("---:|");
      }
      if (contenders.size() == 2 && !kind.equals("a step")) {
        columns.append(" ratio |");
        line.append("---:|");
      }
    }
    text.append(columns).append('\n').append(line).append('\n');
  }

  void add(Workload workload, List<Result> results) {
    text.append("| ").append(workload.name().toLowerCase(Locale.ROOT)).append(" | ");
    text.append(workload.about()).append(" |");
    times(results, result -> Result.median(result.uncached()), true);
    for (Result result : results) {
      cell("%.0f ms".formatted(Result.median(result.uncached()) * 1000 / workload.steps()));
    }
    times(results, result -> Result.median(result.cached()), true);
    text.append('\n');
  }

  private void times(List<Result> results, Function<Result, Double> median, boolean ratio) {
    for (Result result : results) {
      cell("%.2f s".formatted(median.apply(result)));
    }
    if (ratio && results.size() == 2) {
      double first = median.apply(results.getFirst());
      double second = median.apply(results.getLast());
      cell("%.2f".formatted(first / second));
    }
  }

  private void cell(String content) {
    text.append(' ').append(content).append(" |");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
