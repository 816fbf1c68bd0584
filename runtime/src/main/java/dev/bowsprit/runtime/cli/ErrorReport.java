package dev.bowsprit.runtime.cli;

import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Says what went wrong: the place in the source if there is one, then one message. */
final class ErrorReport {

  private ErrorReport() {}

  /** Prints a failure; gives the exit code for it. */
  static int print(Exception error, Console console) {
    if (error instanceof GatewayException e) {
      return print(e, console);
    }
    if (error instanceof IOException e) {
      console.err().println("ERROR: " + message(e));
      return ExitCode.FAILED;
    }
    console.err().println("ERROR: internal error, which should be reported:");
    error.printStackTrace(console.err());
    return ExitCode.FAILED;
  }

  private static int print(GatewayException error, Console console) {
    List<Excerpt> excerpts = Excerpt.of(error);
    for (Excerpt excerpt : excerpts) {
      console.err().println(excerpt.render().stripTrailing());
    }
    console.err().println("ERROR: " + error.getMessage());
    if (error.code() == Code.UNAVAILABLE && excerpts.isEmpty()) {
      return ExitCode.NO_ENGINE;
    }
    return ExitCode.FAILED;
  }

  private static String message(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> n.getFile() + ": no such file or directory";
      case AccessDeniedException a -> a.getFile() + ": permission denied";
      case FileSystemException f when f.getReason() != null -> f.getFile() + ": " + f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
