package dev.bowsprit.conformance.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program with its arguments.
 *
 * @param environment variables to add
 */
record Command(List<String> arguments, Map<String, String> environment) {

  /** Starts it with no input; all that it prints goes to a file. */
  Process start(Path log) throws IOException {
    var builder =
        new ProcessBuilder(arguments)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /**
   * Runs it and says how long it took.
   *
   * @throws IOException with the end of its output if it fails
   */
  Duration time(Path log) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(log);
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw e;
    }
    var time = Duration.ofNanos(System.nanoTime() - start);
    if (status != 0) {
      List<String> lines = Files.readAllLines(log);
      throw new IOException(
          "%s ended with status %d:\n%s"
              .formatted(
                  String.join(" ", arguments),
                  status,
                  String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()))));
    }
    return time;
  }
}
