package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what it costs to start the same frontend again: a build of which all is in the cache, by
 * the frontend that is built in and by images, in Bowsprit with and without containers that are
 * made ahead, and in BuildKit. The same client asks each of them, so that the difference is the
 * engine's and the frontend's.
 */
final class WarmBench {

  /** Builds of each that warm the engines, and are not counted. */
  private static final int WARMING = 10;

  /** What an engine does when a build is over is not to slow the next build of another one. */
  private static final Duration PAUSE = Duration.ofMillis(300);

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
  WarmBench(Path home, Path work, BusyboxImage base, Path peers, int runs) {
    this.home = home;
    this.work = work;
    this.base = base;
    this.peers = peers;
    this.runs = runs;
  }

  /** One cell of the table. */
  private record Cell(Command build, List<Duration> times) {}

  /** Measures, and prints a table in Markdown. */
  void run() throws IOException, InterruptedException {
    Path context = work.resolve("context");
    Workload.NOOP.write(context);
    List<Optional<FrontendImage>> frontends;
    try (var builder = new BowspritContender(home.resolve("bowsprit"), work, base)) {
      frontends =
          List.of(
              Optional.empty(),
              Optional.of(FrontendImage.official(peers, builder, work, log())),
              Optional.of(
                  FrontendImage.pack(
                      "image of Bowsprit's (Java)", home, "dockerfile", work, log())));
    }
    try (var prepared = new Daemon("prepared", "{}");
        var unprepared = new Daemon("unprepared", "{\"sandbox\": {\"prepared\": false}}");
        var buildkit = new BuildkitContender(peers, work, base)) {
      List<List<Cell>> rows = new ArrayList<>();
      for (Optional<FrontendImage> frontend : frontends) {
        List<Cell> row = new ArrayList<>();
        for (Buildctl client : List.of(prepared.client, unprepared.client, buildkit.client())) {
          row.add(
              new Cell(client.build(context, true, Optional.empty(), frontend), new ArrayList<>()));
        }
        rows.add(row);
      }
      measure(rows.stream().flatMap(List::stream).toList());
      print(frontends, rows);
    }
  }

  private void measure(List<Cell> cells) throws IOException, InterruptedException {
    for (int run = -WARMING; run < runs; run++) {
      for (int turn = 0; turn < cells.size(); turn++) {
        // Who begins changes, so that none always follows the same.
        Cell cell = cells.get(Math.floorMod(turn + run, cells.size()));
        Duration time = cell.build().time(log());
        if (run >= 0) {
          cell.times().add(time);
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private void print(List<Optional<FrontendImage>> frontends, List<List<Cell>> rows) {
    System.out.printf(
        "%d processors, medians of %d%n%n"
            + "| Frontend | Bowsprit, prepared | Bowsprit, `\"prepared\": false` | BuildKit |%n"
            + "|---|---:|---:|---:|%n",
        Runtime.getRuntime().availableProcessors(), runs);
    for (int i = 0; i < rows.size(); i++) {
      var row = new StringBuilder("| ");
      row.append(frontends.get(i).map(FrontendImage::title).orElse("built in")).append(" |");
      for (Cell cell : rows.get(i)) {
        row.append(" %.0f ms |".formatted(Result.median(cell.times()) * 1000));
      }
      System.out.println(row);
    }
  }

  private Path log() {
    return work.resolve("bench.log");
  }

  /** Bowsprit's engine, as an operator runs it. */
  private final class Daemon implements AutoCloseable {
    private final Buildctl client;
    private final Process engine;

    /**
     * Starts it and waits until it answers.
     *
     * @param policy which frontends may run, and how
     */
    Daemon(String name, String policy) throws IOException, InterruptedException {
      client = new Buildctl(peers, work.resolve(name + ".sock"), base);
      Path log = work.resolve(name + ".log");
      engine =
          new Command(
                  List.of(
                      home.resolve("bowsprit").toString(),
                      "engine",
                      "run",
                      "--root=" + work.resolve(name),
                      "--addr=" + client.address(),
                      "--frontend-policy="
                          + Files.writeString(work.resolve(name + ".json"), policy)),
                  Map.of())
              .start(log);
      client.await(engine, log);
    }

    @Override
    public void close() {
      engine.destroy();
      try {
        engine.waitFor();
      } catch (InterruptedException e) {
        engine.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
