package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Builds workloads with Bowsprit, and with BuildKit where it is installed, and prints medians and
 * ratios. The script {@code conformance-tests/bench} starts it.
 *
 * <p>Both engines get the same contexts, base image and output (an OCI archive), one build at a
 * time, in turns, each after one build that is not counted.
 */
public final class Bench {
  private static final String USAGE =
      """
      usage: bench [--runs N] [noop|wide|chain|files|big]...
             bench [--runs N] frontends
             bench [--runs N] warm
             bench [--runs N] startup
             bench [--runs N] dockerfile
             bench grammar [SHAPE]

      Builds the workloads (all, unless some are named) N times without a cache and N times
      from the cache, 5 unless given; or measures Dockerfile frontends as images; or what it
      costs to start the same frontend again; or how frontends' processes start; or what
      Dockerfiles of 3 to 4,000 instructions cost, in a warm process by JMH and in new ones; or
      how long large ones take to parse. Compares with BuildKit if buildkitd and buildctl are on
      PATH, in $BOWSPRIT_PEERS, or compiled by
      conformance-tests/peers/install.""";

  private final Path work;
  private final List<Contender> contenders;
  private final int runs;

  private Bench(Path work, List<Contender> contenders, int runs) {
    this.work = work;
    this.contenders = contenders;
    this.runs = runs;
  }

  public static void main(String[] arguments) throws Exception {
    int runs = 5;
    Optional<String> images = Optional.empty();
    var workloads = new ArrayList<Workload>();
    try {
      for (var rest = Arrays.asList(arguments).iterator(); rest.hasNext(); ) {
        String argument = rest.next();
        if (argument.equals("--runs")) {
          runs = Math.max(1, Integer.parseInt(rest.next()));
        } else if (List.of("frontends", "warm", "startup", "dockerfile").contains(argument)) {
          images = Optional.of(argument);
        } else {
          workloads.add(Workload.valueOf(argument.toUpperCase(Locale.ROOT)));
        }
      }
    } catch (RuntimeException e) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Path home = Path.of(System.getProperty("bowsprit.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("bowsprit-bench");
    try {
      var base = BusyboxImage.write(work.resolve("busybox"));
      if (images.isPresent()) {
        Path programs = peers(home).orElseThrow(() -> new IOException("BuildKit is not installed"));
        switch (images.get()) {
          case "startup" -> startup(home, work, programs, runs);
          case "warm" -> new WarmBench(home, work, base, programs, runs).run();
          case "dockerfile" -> dockerfiles(home, work, programs, runs);
          default -> new FrontendBench(home, work, base, programs, runs).run();
        }
        return;
      }
      try (var bowsprit = new BowspritContender(home.resolve("bowsprit"), work, base)) {
        Optional<Path> peers = peers(home);
        if (peers.isPresent()) {
          try (var buildkit = new BuildkitContender(peers.get(), work, base)) {
            new Bench(work, List.of(bowsprit, buildkit), runs).run(workloads);
          }
        } else {
          System.err.println("BuildKit is not installed; measuring Bowsprit alone");
          new Bench(work, List.of(bowsprit), runs).run(workloads);
        }
      }
    } finally {
      delete(work);
    }
  }

  private static void dockerfiles(Path home, Path work, Path peers, int runs)
      throws IOException, InterruptedException, RunnerException {
    var ours =
        FrontendImage.pack("Bowsprit's", home, "dockerfile", work, work.resolve("bench.log"));
    new DockerfileBench(
            work,
            List.of(
                new DockerfileBench.Program(ours.title(), ours.program(), ours.root()),
                new DockerfileBench.Program("the official one", List.of(official(peers)), work)),
            runs)
        .run();
  }

  private static String official(Path peers) {
    return peers.resolve("dockerfile-frontend").toString();
  }

  private static void startup(Path home, Path work, Path peers, int runs)
      throws IOException, InterruptedException {
    Path log = work.resolve("bench.log");
    var dockerfile = FrontendImage.pack("Dockerfile (Java)", home, "dockerfile", work, log);
    Path example = home.resolve("examples/service");
    var service = FrontendImage.pack("example (Java)", home, example.toString(), work, log);
    new StartupBench(work, runs)
        .run(
            List.of(
                StartupBench.hello(dockerfile),
                new StartupBench.Subject(
                    "Dockerfile, the official one (Go)",
                    List.of(official(peers)),
                    work,
                    Optional.of(StartupBench.dockerfile())),
                StartupBench.image(service, StartupBench.service()),
                StartupBench.image(dockerfile, StartupBench.dockerfile())));
  }

  private void run(List<Workload> chosen) throws IOException, InterruptedException {
    var table = new Table(contenders.stream().map(Contender::name).toList());
    for (Workload workload : chosen.isEmpty() ? List.of(Workload.values()) : chosen) {
      System.err.println("bench: " + workload.name().toLowerCase(Locale.ROOT));
      Path context = work.resolve(workload.name());
      workload.write(context);
      table.add(workload, measure(context));
      delete(context);
    }
    System.out.printf(
        "%d processors, medians of %d builds%n%n%s",
        Runtime.getRuntime().availableProcessors(), runs, table);
  }

  private List<Result> measure(Path context) throws IOException, InterruptedException {
    var results = new ArrayList<Result>();
    for (Contender contender : contenders) {
      results.add(new Result(contender.name(), new ArrayList<>(), new ArrayList<>()));
      build(contender, context, false);
    }
    for (boolean cached : List.of(false, true)) {
      for (int run = 0; run < runs; run++) {
        for (int turn = 0; turn < contenders.size(); turn++) {
          // Who begins changes, so that neither always follows the other.
          int number = (turn + run) % contenders.size();
          Duration time = build(contenders.get(number), context, cached);
          Result result = results.get(number);
          (cached ? result.cached() : result.uncached()).add(time);
        }
      }
    }
    return results;
  }

  private Duration build(Contender contender, Path context, boolean cached)
      throws IOException, InterruptedException {
    Path archive = work.resolve("result.tar");
    Duration time = contender.build(context, cached, archive).time(work.resolve("build.log"));
    Files.delete(archive);
    return time;
  }

  /** The folder that holds BuildKit's programs. */
  private static Optional<Path> peers(Path home) {
    return Stream.concat(
            Stream.of(
                    Optional.ofNullable(System.getenv("BOWSPRIT_PEERS")),
                    Optional.of(home.resolve("conformance-tests/target/peers").toString()))
                .flatMap(Optional::stream),
            Arrays.stream(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)))
        .map(Path::of)
        .filter(folder -> Files.isExecutable(folder.resolve("buildkitd")))
        .filter(folder -> Files.isExecutable(folder.resolve("buildctl")))
        .findFirst();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
