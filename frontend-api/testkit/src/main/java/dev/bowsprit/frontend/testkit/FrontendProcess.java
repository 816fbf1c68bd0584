package dev.bowsprit.frontend.testkit;

import dev.bowsprit.frontend.testkit.process.HostedProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A frontend as the process that its image starts, under the test kit's gateway: a build gives the
 * same {@link Outcome} as in memory, by the real protocol over the process's standard streams.
 *
 * <pre>{@code
 * Outcome inProcess = build.run();
 * Outcome asProcess = FrontendProcess.ofMain(SiteFrontend.class).run(build).outcome();
 * assertThat(asProcess.text()).isEqualTo(inProcess.text());
 * }</pre>
 */
public final class FrontendProcess {

  private static final Duration USUAL = Duration.ofSeconds(60);

  private final List<String> command;
  private final Duration timeout;

  private FrontendProcess(List<String> command, Duration timeout) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
  }

  /** One that a command starts; it may take a minute. */
  public static FrontendProcess of(String... command) {
    return new FrontendProcess(List.of(command), USUAL);
  }

  /** One that a main class of this class path starts, in a Java virtual machine of its own. */
  public static FrontendProcess ofMain(Class<?> main) {
    return of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        absolute(System.getProperty("java.class.path")),
        main.getName());
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        List.of(classPath.split(File.pathSeparator, -1)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /** With another time that it may take; then its connection is ended, as if it were cancelled. */
  public FrontendProcess timeout(Duration limit) {
    return new FrontendProcess(command, limit);
  }

  /**
   * How a process went.
   *
   * @param answer what it answered, if it did
   * @param exitCode its exit code
   * @param stderr what it printed to its standard error
   * @param cancelled whether it took too long
   */
  public record Result(Optional<Outcome> answer, int exitCode, String stderr, boolean cancelled) {

    /**
     * What it answered.
     *
     * @throws AssertionError if it did not; with what it printed
     */
    public Outcome outcome() {
      return answer.orElseThrow(
          () ->
              new AssertionError(
                  "the frontend's process %s with exit code %d and no answer%s"
                      .formatted(
                          cancelled ? "took too long and ended" : "ended",
                          exitCode,
                          stderr.isEmpty() ? "" : "; it printed:\n" + stderr)));
    }
  }

  /**
   * Runs a build in the process; the build's own frontend is not used.
   *
   * @throws UncheckedIOException if the command cannot be started
   */
  public Result run(TestBuild build) {
    MemoryGateway gateway = new MemoryGateway(build.scenario().shuffled(1));
    try {
      HostedProcess.Exit exit =
          HostedProcess.run(
              new ProcessBuilder(command), build.scenario().environment(), gateway, timeout);
      return new Result(
          gateway.answer().map(answer -> new Outcome(gateway)),
          exit.exitCode(),
          exit.stderr(),
          exit.cancelled());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
