package dev.bowsprit.runtime.cli;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.view.GraphDiff;
import dev.bowsprit.view.GraphJson;
import dev.bowsprit.view.GraphPage;
import dev.bowsprit.view.GraphSvg;
import dev.bowsprit.view.GraphText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit llb view}, {@code diff} and {@code dump}: to see what builds are compiled to. */
final class LlbCommands implements Subcommand {

  @Override
  public String name() {
    return "llb";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command("llb", "view|diff|dump [OPTIONS]", "See what a build is compiled to");
    spec.addSubcommand("view", viewSpec());
    spec.addSubcommand("diff", diffSpec());
    spec.addSubcommand("dump", LlbDump.spec());
    return spec;
  }

  private static CommandSpec viewSpec() {
    CommandSpec view =
        Spec.command(
            "llb view",
            "[OPTIONS] [FILE]",
            "Show a definition as text, page, picture or JSON",
            "",
            "FILE is a marshalled definition, as `bowsprit llb dump` writes it and `buildctl build`"
                + " takes it; without one, standard input is read.");
    view.addOption(Spec.value("FORMAT", "One of text (the default), html, svg, json", "--format"));
    view.addOption(Spec.value("FILE", "Write to a file", "-o", "--output"));
    view.addPositional(Spec.arguments("FILE", "0..*", "The definition"));
    return view;
  }

  private static CommandSpec diffSpec() {
    CommandSpec diff =
        Spec.command(
            "llb diff",
            "[OPTIONS] FILE FILE",
            "Show what differs between two definitions",
            "",
            "One FILE may be a dash, for standard input.");
    diff.addOption(
        Spec.flag("Compare what is done only, not names and other metadata", "--ops-only"));
    diff.addOption(Spec.flag("Show nothing", "-q", "--quiet"));
    diff.addPositional(Spec.arguments("FILE", "0..*", "The definitions"));
    diff.usageMessage()
        .footer("", "Exit code: 0 nothing differs, 1 something does, 2 a definition is wrong.");
    return diff;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    if (!arguments.hasSubcommand()) {
      throw new UsageException(
          "`bowsprit llb` needs to know what to do", "one of view, diff, dump");
    }
    ParseResult sub = arguments.subcommand();
    return switch (sub.commandSpec().name()) {
      case "llb view", "view" -> view(sub, console);
      case "llb diff", "diff" -> diff(sub, console);
      default -> LlbDump.run(sub, console);
    };
  }

  private static int view(ParseResult arguments, Console console) throws IOException {
    List<String> files = Spec.arguments(arguments);
    if (files.size() > 1) {
      throw new UsageException("`bowsprit llb view` shows one definition, and got " + files.size());
    }
    String file = files.isEmpty() ? "-" : files.getFirst();
    String text = show(read(file, console), file, format(arguments));
    String output = Spec.text(arguments, "--output");
    if (output.isEmpty() || output.equals("-")) {
      console.out().print(text);
    } else {
      Files.writeString(console.path(output), text);
    }
    return ExitCode.OK;
  }

  /** As asked for, or else as the name of the output says. */
  private static String format(ParseResult arguments) {
    String format = Spec.text(arguments, "--format");
    String output = Spec.text(arguments, "--output");
    if (!format.isEmpty()) {
      return format;
    }
    int dot = output.lastIndexOf('.');
    String ending = dot < 0 ? "" : output.substring(dot + 1);
    return List.of("html", "svg", "json").contains(ending) ? ending : "text";
  }

  private static String show(Definition definition, String file, String format) {
    return switch (format) {
      case "text" -> GraphText.withCapabilities(definition);
      case "html" -> GraphPage.of(definition, title(file));
      case "svg" -> GraphSvg.of(definition);
      case "json" -> GraphJson.of(definition);
      default ->
          throw new UsageException("unknown --format " + format, "one of text, html, svg, json");
    };
  }

  private static String title(String file) {
    Path name = Path.of(file).getFileName();
    return file.equals("-") || name == null ? "LLB" : name.toString();
  }

  private static int diff(ParseResult arguments, Console console) throws IOException {
    List<String> files = Spec.arguments(arguments);
    if (files.size() != 2) {
      throw new UsageException(
          "`bowsprit llb diff` compares two definitions, and got " + files.size());
    }
    if (files.equals(List.of("-", "-"))) {
      throw new UsageException("standard input can be one of the definitions only");
    }
    GraphDiff.Scope scope =
        Spec.is(arguments, "--ops-only") ? GraphDiff.Scope.OPERATIONS : GraphDiff.Scope.METADATA;
    GraphDiff diff =
        GraphDiff.of(read(files.getFirst(), console), read(files.getLast(), console), scope);
    if (!Spec.is(arguments, "--quiet")) {
      console.out().print(diff.render());
    }
    return diff.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Definition read(String file, Console console) throws IOException {
    byte[] bytes;
    if (file.equals("-")) {
      bytes = console.in().readAllBytes();
    } else {
      Path path = console.path(file);
      if (Files.isDirectory(path) || !Files.isReadable(path)) {
        throw new UsageException("cannot read the file " + file);
      }
      bytes = Files.readAllBytes(path);
    }
    String shown = file.equals("-") ? "standard input" : file;
    if (bytes.length == 0) {
      throw new UsageException(
          shown + " is empty", "`bowsprit llb dump PATH` writes the definition of a build");
    }
    try {
      return Definition.parse(bytes);
    } catch (IllegalArgumentException e) {
      throw new UsageException(shown + " is no definition: " + e.getMessage(), hint(bytes));
    }
  }

  private static String hint(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.UTF_8);
    boolean text = start.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t' || c == '\r');
    return text
        ? "it is a text; `bowsprit llb dump PATH` writes the definition of a build"
        : "it must be a marshalled pb.Definition, as `bowsprit llb dump` writes it";
  }
}
