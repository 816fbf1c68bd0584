package dev.bowsprit.conformance.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs the programs of this machine. */
final class Programs {
  private static final int MINUTES = 5;

  private Programs() {}

  /** Skips the test unless all these programs are installed. */
  static void need(String... names) {
    List<String> absent = Stream.of(names).filter(name -> find(name).isEmpty()).toList();
    Assumptions.assumeTrue(absent.isEmpty(), () -> "not installed: " + String.join(", ", absent));
  }

  /** A program on PATH, or in the folders for root's programs. */
  static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a program to its end. */
  static Run run(String... command) {
    return run(List.of(command), Map.of());
  }

  static Run run(List<String> command, Map<String, String> environment) {
    return await(command, start(command, environment));
  }

  /**
   * Sends a signal to a process, by the shell: the program {@code kill} is a package of its own.
   */
  static void signal(String name, long process) {
    run("sh", "-c", "kill -%s %d".formatted(name, process)).ok();
  }

  /** A process whose output is kept in files that {@link #await} reads. */
  record Started(Process process, Path out, Path err) {}

  static Started start(List<String> command, Map<String, String> environment) {
    try {
      var full = new ArrayList<>(command);
      find(command.getFirst()).ifPresent(program -> full.set(0, program.toString()));
      Path out = Files.createTempFile("bowsprit-test", ".out");
      Path err = Files.createTempFile("bowsprit-test", ".err");
      var builder =
          new ProcessBuilder(full)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Started(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Run await(List<String> command, Started started) {
    try {
      if (!started.process().waitFor(MINUTES, TimeUnit.MINUTES)) {
        started.process().destroyForcibly().waitFor();
        throw new AssertionError(
            "hangs: " + String.join(" ", command) + "\n" + text(started.err()));
      }
      var run =
          new Run(command, started.process().exitValue(), text(started.out()), text(started.err()));
      Files.delete(started.out());
      Files.delete(started.err());
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      started.process().destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
