package dev.bowsprit.runtime.worker.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files a process may have open. */
final class OpenFiles {

  /** The kernel's own default for the limit that counts. */
  static final long USUAL_LIMIT = 1024;

  /** How far this process and its children may raise it. */
  static final long HARD_LIMIT = hardLimit();

  private OpenFiles() {}

  private static long hardLimit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String hard = line.substring("Max open files".length()).strip().split("\\s+", -1)[1];
          return hard.equals("unlimited") ? -1L >>> 1 : Long.parseLong(hard);
        }
      }
    } catch (IOException e) {
      // Without /proc no container runs either; the usual limit does no harm.
    }
    return USUAL_LIMIT;
  }
}
