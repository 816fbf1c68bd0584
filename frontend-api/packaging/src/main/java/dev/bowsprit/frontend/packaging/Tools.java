package dev.bowsprit.frontend.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of a JDK, and others that work on files. */
final class Tools {

  private Tools() {}

  /**
   * Runs a program to its end; an interrupt ends it.
   *
   * @return what it printed to standard output
   * @throws PackagingException with what it printed if it fails
   */
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("bowsprit-tool", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
      builder.environment().remove("JDK_JAVA_OPTIONS");
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        String printed =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
          throw new PackagingException(
              "%s ended with status %d:\n%s"
                  .formatted(command.getFirst(), status, tail(printed + Files.readString(errors))));
        }
        return printed;
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static String tail(String text) {
    List<String> lines = new ArrayList<>(text.strip().lines().toList());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** The JDK that runs this. */
  static Path ownJdk() {
    return Path.of(System.getProperty("java.home"));
  }
}
