package dev.bowsprit.conformance.bench;

import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Measures how fast frontends' processes start and answer: a small build each, in turns, so that a
 * busy machine is as busy for one as for the other.
 */
final class StartupBench {

  /** Runs of each that warm this process, and the kernel's caches, and are not counted. */
  private static final int WARMING = 5;

  private final Path work;
  private final int runs;

  StartupBench(Path work, int runs) {
    this.work = work;
    this.runs = runs;
  }

  /**
   * A program.
   *
   * @param folder the current folder that it is to be started in
   * @param build what a frontend's gateway answers; empty for a program that is no frontend
   */
  record Subject(String title, List<String> command, Path folder, Optional<TestBuild> build) {

    private static final class Runs {
      final List<FrontendStart> starts = new ArrayList<>();
      final List<Double> processor = new ArrayList<>();
    }
  }

  /** A small file of the example for authors. */
  static TestBuild service() {
    return build("service.yaml", "from: alpine\ninstall: curl\nrun: service\n");
  }

  /** A small Dockerfile. */
  static TestBuild dockerfile() {
    return build("Dockerfile", "FROM busybox\nCOPY . /srv\nRUN true\n");
  }

  /** A small build for a frontend's process. */
  static TestBuild build(String file, String text) {
    return build(() -> _ -> new BuildResult(Result.getDefaultInstance()), file, text);
  }

  /** A gateway with one source file, for which every image is there and has a shell. */
  static TestBuild build(Supplier<Frontend> frontend, String file, String text) {
    return TestBuild.of(frontend)
        .anyImage(
            """
            {"os":"linux","architecture":"%s","config":{"Env":["PATH=/usr/bin:/bin"],\
            "Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}"""
                .formatted(Platform.ofHost().architecture()))
        .option("filename", file)
        .source(file, text)
        .context(file, text);
  }

  /** A frontend's image. */
  static Subject image(FrontendImage image, TestBuild build) throws IOException {
    return new Subject(image.title(), image.program(), image.root(), Optional.of(build));
  }

  /** A Java virtual machine that only greets, with the options that a frontend's image has. */
  static Subject hello(FrontendImage image) throws IOException {
    List<String> program = image.program();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.subList(1, program.indexOf("-cp")).stream()
        .filter(option -> !option.startsWith("-XX:AOTCache="))
        .forEach(command::add);
    command.add("-cp");
    command.add(HelloWorld.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    command.add(HelloWorld.class.getName());
    return new Subject("Hello World (Java)", command, image.root(), Optional.empty());
  }

  /** Measures, and prints a table in Markdown. */
  void run(List<Subject> subjects) throws IOException, InterruptedException {
    List<Subject.Runs> results = new ArrayList<>();
    subjects.forEach(_ -> results.add(new Subject.Runs()));
    for (int run = -WARMING; run < runs; run++) {
      for (int turn = 0; turn < subjects.size(); turn++) {
        int number = Math.floorMod(turn + run, subjects.size());
        Subject subject = subjects.get(number);
        FrontendStart start = start(subject, subject.command());
        double processor = processor(subject);
        if (run >= 0) {
          results.get(number).starts.add(start);
          results.get(number).processor.add(processor);
        }
      }
    }
    print(subjects, results);
  }

  private FrontendStart start(Subject subject, List<String> command)
      throws IOException, InterruptedException {
    Path log = work.resolve("start.log");
    if (subject.build().isPresent()) {
      return FrontendStart.of(command, subject.folder(), subject.build().get(), log);
    }
    Duration exit = new Command(command, Map.of()).time(log);
    return new FrontendStart(0, 0, exit.toNanos(), List.of(), Optional.empty());
  }

  /** Milliseconds of processors' time. A shell counts, in a run of its own, as it takes some. */
  private double processor(Subject subject) throws IOException, InterruptedException {
    Path times = work.resolve("times");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/bash",
                "-c",
                "TIMEFORMAT='%U %S'; { time \"$@\" 2> /dev/null; } 2> \"$0\"",
                times.toString()));
    command.addAll(subject.command());
    start(subject, command);
    return Arrays.stream(Files.readString(times).strip().split(" "))
            .mapToDouble(Double::parseDouble)
            .sum()
        * 1000;
  }

  private void print(List<Subject> subjects, List<Subject.Runs> results) {
    System.out.printf(
        "%d processors, medians of %d, in ms from the start of the process%n%n"
            + "| Process | First call | Answer | Exit | CPU | Memory | Calls |%n|---|---:|---:|---:|---:|---:|---:|%n",
        Runtime.getRuntime().availableProcessors(), runs);
    for (int i = 0; i < subjects.size(); i++) {
      Subject.Runs result = results.get(i);
      boolean frontend = subjects.get(i).build().isPresent();
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.1f | %.0f | %s | %s |%n",
          subjects.get(i).title(),
          frontend ? "%.1f".formatted(millis(result, FrontendStart::firstCall)) : "",
          frontend ? "%.1f".formatted(millis(result, FrontendStart::returned)) : "",
          millis(result, FrontendStart::exit),
          median(result.processor),
          frontend ? "%.1f MB".formatted(millis(result, start -> start.memory().orElse(0L))) : "",
          frontend ? result.starts.getLast().calls().size() : "");
    }
  }

  private static double millis(Subject.Runs result, ToLongFunction<FrontendStart> figure) {
    return median(result.starts.stream().map(start -> figure.applyAsLong(start) / 1e6).toList());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
