package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures the Dockerfile frontend as an image, ours and the official one, beside the one that is
 * built in: their sizes, how long a process takes from its start to its end for a small Dockerfile,
 * and whole builds by engines that have never seen the image, and by those that have.
 */
final class FrontendBench {
  private final Path home;
  private final Path work;
  private final BusyboxImage base;
  private final Path peers;
  private final int runs;

  /**
   * A measurement.
   *
   * @param home the tree, with its launcher
   * @param peers the folder with BuildKit's programs
   */
  FrontendBench(Path home, Path work, BusyboxImage base, Path peers, int runs) {
    this.home = home;
    this.work = work;
    this.base = base;
    this.peers = peers;
    this.runs = runs;
  }

  /** Measures, and prints a table in Markdown. */
  void run() throws IOException, InterruptedException {
    Path context = work.resolve("context");
    Workload.NOOP.write(context);
    List<Optional<FrontendImage>> frontends =
        List.of(Optional.empty(), Optional.of(official()), Optional.of(ours()));
    System.out.printf(
        "%d processors, medians of %d%n%n"
            + "| Dockerfile frontend | Image, compressed | Process | BuildKit, first build | BuildKit,"
            + " cached | Bowsprit, first build | Bowsprit, cached |%n|---|---:|---:|---:|---:|---:|---:|%n",
        Runtime.getRuntime().availableProcessors(), runs);
    for (Optional<FrontendImage> frontend : frontends) {
      var row = new StringBuilder("| ");
      row.append(frontend.map(FrontendImage::title).orElse("built in"));
      if (frontend.isPresent()) {
        long size = frontend.get().inspect().variants().getFirst().size();
        row.append(" | %.1f MB | %.0f ms |".formatted(size / 1e6, process(frontend.get()) * 1000));
      } else {
        row.append(" | | |");
      }
      try (var buildkit = new BuildkitContender(peers, folder("buildkit"), base)) {
        row.append(builds(buildkit, context, frontend));
      }
      try (var bowsprit =
          new BowspritContender(home.resolve("bowsprit"), folder("bowsprit"), base)) {
        row.append(builds(bowsprit, context, frontend));
      }
      System.out.println(row);
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createTempDirectory(work, name);
  }

  private FrontendImage ours() throws IOException, InterruptedException {
    return FrontendImage.pack("image of Bowsprit's (Java)", home, "dockerfile", work, log());
  }

  private FrontendImage official() throws IOException, InterruptedException {
    try (var bowsprit = new BowspritContender(home.resolve("bowsprit"), folder("bowsprit"), base)) {
      return FrontendImage.official(peers, bowsprit, work, log());
    }
  }

  private Path log() {
    return work.resolve("bench.log");
  }

  /** Seconds from the start of a process to its end. */
  private double process(FrontendImage frontend) throws IOException, InterruptedException {
    List<String> program = frontend.program();
    var times = new ArrayList<Duration>();
    for (int i = 0; i <= runs; i++) {
      FrontendStart start =
          FrontendStart.of(program, frontend.root(), StartupBench.dockerfile(), log());
      times.add(Duration.ofNanos(start.exit()));
    }
    return Result.median(times.subList(1, times.size()));
  }

  private String builds(Contender engine, Path context, Optional<FrontendImage> frontend)
      throws IOException, InterruptedException {
    Path archive = work.resolve("result.tar");
    Duration cold = engine.build(context, true, archive, frontend).time(log());
    var times = new ArrayList<Duration>();
    for (int i = 0; i < runs; i++) {
      times.add(engine.build(context, true, archive, frontend).time(log()));
    }
    return " %.2f s | %.2f s |".formatted(cold.toNanos() / 1e9, Result.median(times));
  }
}
