package dev.bowsprit.conformance.bench;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.gateway.Gateway;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The Dockerfile frontend in a process that is warm: whole builds of a Dockerfile by a gateway in
 * memory, from the options to the result.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class DockerfileBenchmark {

  private static final String FRONTEND = "dockerfile.v0";

  /** How many instructions the file has. */
  @Param({"3", "40", "2000"})
  public int instructions;

  private TestBuild compile = TestBuild.of(DockerfileBenchmark::provided);
  private TestBuild parse = compile;

  /**
   * Writes the file.
   *
   * @throws IllegalStateException if the frontend cannot compile it
   */
  @Setup
  public void write() {
    compile =
        StartupBench.build(
                DockerfileBenchmark::provided, "Dockerfile", DockerfileText.of(instructions).text())
            .runs(1);
    parse = compile.option(OptionKeys.REQUEST_ID, "frontend.targets");
    for (TestBuild build : List.of(parse, compile)) {
      build
          .run()
          .error()
          .ifPresent(
              error -> {
                throw new IllegalStateException(error);
              });
    }
  }

  /** Reads the file and lists its targets: all there is to do before the graph. */
  @Benchmark
  public Gateway parse() {
    return run(parse);
  }

  /** Compiles the file to a definition and an image's config. */
  @Benchmark
  public Gateway compile() {
    return run(compile);
  }

  /** The test kit's own runs wait for another time of day between them. */
  private static Gateway run(TestBuild build) {
    Gateway gateway = build.gateway();
    FrontendRunner.run(provided(), build.environment(), gateway);
    return gateway;
  }

  private static Frontend provided() {
    return ServiceLoader.load(FrontendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(FRONTEND))
        .map(FrontendProvider::frontend)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no frontend " + FRONTEND));
  }
}
