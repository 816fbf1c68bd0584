package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.cli.progress.PlainDisplay;
import dev.bowsprit.runtime.cli.progress.ProgressDisplay;
import dev.bowsprit.runtime.cli.progress.RawJsonDisplay;
import dev.bowsprit.runtime.cli.progress.TtyDisplay;
import picocli.CommandLine.ParseResult;

/** The option {@code --progress}. */
final class ProgressOption {

  private ProgressOption() {}

  /**
   * The way in which progress is shown.
   *
   * @param otherwise the way if the user names none
   * @throws UsageException if there is no such way, or it needs a terminal and there is none
   */
  static String mode(ParseResult arguments, Console console, String otherwise) {
    String mode = arguments.matchedOptionValue("--progress", otherwise);
    return switch (mode) {
      case "auto", "" -> console.errIsTerminal() ? "tty" : "plain";
      case "tty" -> {
        if (!console.errIsTerminal()) {
          throw new UsageException("--progress tty needs a terminal", "use --progress plain");
        }
        yield mode;
      }
      case "plain", "rawjson", "quiet" -> mode;
      default ->
          throw new UsageException(
              "unknown --progress " + mode, "one of auto, tty, plain, rawjson, quiet");
    };
  }

  static ProgressDisplay display(String mode, Console console) {
    return switch (mode) {
      case "tty" -> new TtyDisplay(console.err(), new JLineTerminalSize(), console.colours());
      case "plain" -> new PlainDisplay(console.err());
      case "rawjson" -> new RawJsonDisplay(console.err());
      default -> ProgressDisplay.quiet();
    };
  }
}
