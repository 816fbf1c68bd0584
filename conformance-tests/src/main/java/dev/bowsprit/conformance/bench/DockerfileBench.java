package dev.bowsprit.conformance.bench;

import dev.bowsprit.frontend.testkit.TestBuild;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what Dockerfiles of different lengths cost: the built-in frontend in a warm process, by
 * JMH, and the processes of frontends' images, each new, from start to end.
 */
final class DockerfileBench {

  private static final List<Integer> LENGTHS = List.of(3, 40, 500, 1000, 2000, 4000);

  /**
   * A frontend.
   *
   * @param title for the table
   * @param folder where it runs
   */
  record Program(String title, List<String> command, Path folder) {
    Program {
      command = List.copyOf(command);
    }
  }

  private final Path work;
  private final List<Program> frontends;
  private final int runs;

  DockerfileBench(Path work, List<Program> frontends, int runs) {
    this.work = work;
    this.frontends = List.copyOf(frontends);
    this.runs = runs;
  }

  /** Measures, and prints a table in Markdown. */
  void run() throws IOException, InterruptedException, RunnerException {
    Map<String, Double> warm = warm();
    System.out.printf(
        "%d processors, medians of %d processes%n%n| Instructions | Parse, warm | Compile, warm |",
        Runtime.getRuntime().availableProcessors(), runs);
    frontends.forEach(frontend -> System.out.printf(" Process, %s |", frontend.title()));
    System.out.println("\n|---:|---:|---:|" + "---:|".repeat(frontends.size()));
    for (int length : LENGTHS) {
      var row = new StringBuilder();
      row.append(
          "| %d | %s | %s |"
              .formatted(length, millis(warm, "parse", length), millis(warm, "compile", length)));
      for (double seconds : processes(length)) {
        row.append(" %.0f ms |".formatted(seconds * 1000));
      }
      System.out.println(row);
    }
  }

  private static String millis(Map<String, Double> scores, String benchmark, int length) {
    double micros = Objects.requireNonNull(scores.get(benchmark + " " + length));
    return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1000);
  }

  /** Microseconds, by benchmark and length. */
  private static Map<String, Double> warm() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(DockerfileBenchmark.class.getName())
                    .param(
                        "instructions",
                        LENGTHS.stream().map(String::valueOf).toArray(String[]::new))
                    .jvmArgs("-Xmx2g")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, Double> scores = new TreeMap<>();
    for (RunResult result : results) {
      String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
      scores.put(
          method + " " + result.getParams().getParam("instructions"),
          result.getPrimaryResult().getScore());
    }
    return scores;
  }

  /** Seconds of a process of each frontend, in turns. */
  private List<Double> processes(int length) throws IOException, InterruptedException {
    TestBuild build = StartupBench.build("Dockerfile", DockerfileText.of(length).text());
    List<List<Duration>> times = new ArrayList<>();
    frontends.forEach(_ -> times.add(new ArrayList<>()));
    for (int run = -1; run < runs; run++) {
      for (int i = 0; i < frontends.size(); i++) {
        Program frontend = frontends.get(i);
        FrontendStart start =
            FrontendStart.of(
                frontend.command(), frontend.folder(), build, work.resolve("process.log"));
        if (run >= 0) {
          times.get(i).add(Duration.ofNanos(start.exit()));
        }
      }
    }
    return times.stream().map(Result::median).toList();
  }
}
