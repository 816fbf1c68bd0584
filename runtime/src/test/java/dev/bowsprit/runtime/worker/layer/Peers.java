package dev.bowsprit.runtime.worker.layer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs that tests compare with, found on the PATH or in $BOWSPRIT_PEERS. */
public final class Peers {

  private Peers() {}

  /** The program, or an aborted test that says what is missing. */
  public static Path need(String program) {
    Optional<Path> found =
        Stream.of("PATH", "BOWSPRIT_PEERS")
            .map(System::getenv)
            .filter(Objects::nonNull)
            .flatMap(folders -> Arrays.stream(folders.split(File.pathSeparator, -1)))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), program + " is not installed");
    return found.orElseThrow();
  }

  /** Aborts the test unless it runs as root. */
  public static void needRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  /** Runs a program to its end and gives what it printed; fails if it fails. */
  public static String run(Object... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(words + " failed: " + output);
    }
    return output;
  }
}
