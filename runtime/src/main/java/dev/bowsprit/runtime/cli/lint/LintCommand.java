package dev.bowsprit.runtime.cli.lint;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.cli.Console;
import dev.bowsprit.runtime.cli.ExitCode;
import dev.bowsprit.runtime.cli.Spec;
import dev.bowsprit.runtime.cli.Subcommand;
import dev.bowsprit.runtime.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit lint}: what the build checks find in files, with no daemon. */
public final class LintCommand implements Subcommand {

  private static final String BUILT_IN = "dockerfile.v0";
  private static final String STDIN = "-";
  private static final String EVERYTHING = "all";

  @Override
  public String name() {
    return "lint";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "lint",
            "[OPTIONS] [FILE…]",
            "Check Dockerfiles without building them",
            "FILE may be a folder with a Dockerfile, or - for standard input; the default is",
            "./Dockerfile. The exit code is 1 if anything is found.");
    spec.addOption(Spec.value("text|json|sarif", "How findings are written", "--format"));
    spec.addOption(Spec.values("RULE", "Only this rule; may be repeated", "--rule"));
    spec.addOption(Spec.values("RULE", "Not this rule (or: all); may be repeated", "--skip"));
    spec.addOption(Spec.flag("Also rules that are experimental", "--experimental"));
    spec.addOption(
        Spec.value("FOLDER", "The build context (default: where the file lies)", "--context"));
    spec.addOption(Spec.value("STAGE", "Only what this stage needs", "--target"));
    spec.addOption(Spec.values("KEY=VALUE", "The value of an ARG", "--build-arg"));
    spec.addOption(Spec.value("PLATFORM", "The platform that is built for", "--platform"));
    spec.addOption(
        Spec.value("NAME", "The frontend to ask (default: " + BUILT_IN + ")", "--frontend"));
    spec.addPositional(Spec.arguments("FILE", "0..*", "The files"));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws IOException {
    String format = Spec.text(arguments, "--format");
    if (!List.of("", "text", "json", "sarif").contains(format)) {
      throw new UsageException("unknown format \"" + format + "\"", "one of text, json, sarif");
    }
    FileLinter linter = new FileLinter(frontend(arguments), options(arguments));
    List<LintedFile> files = new ArrayList<>();
    List<String> names = Spec.arguments(arguments);
    for (String name : names.isEmpty() ? List.of("Dockerfile") : names) {
      for (LintedFile file : lint(linter, name, arguments, console)) {
        files.add(chosen(arguments, file));
      }
    }
    console
        .out()
        .print(
            switch (format) {
              case "json" -> Reports.json(files);
              case "sarif" -> Reports.sarif(files);
              default -> Reports.text(files);
            });
    boolean clean = files.stream().allMatch(file -> file.findings().isEmpty());
    return clean ? ExitCode.OK : ExitCode.FAILED;
  }

  private static FrontendProvider frontend(ParseResult arguments) {
    String option = Spec.text(arguments, "--frontend");
    String name = option.isEmpty() ? BUILT_IN : option;
    return ServiceLoader.load(FrontendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException("no frontend named " + name + " is built in"));
  }

  private static Map<String, String> options(ParseResult arguments) {
    Map<String, String> options = new HashMap<>();
    for (String argument : Spec.texts(arguments, "--build-arg")) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new UsageException(
            "invalid build argument \"" + argument + "\"", "--build-arg KEY=VALUE");
      }
      options.put(
          OptionKeys.BUILD_ARG_PREFIX + argument.substring(0, equals),
          argument.substring(equals + 1));
    }
    if (Spec.is(arguments, "--experimental")) {
      options.merge(
          OptionKeys.BUILD_ARG_PREFIX + "BUILDKIT_DOCKERFILE_CHECK",
          "experimental=all",
          (given, more) -> given + ";" + more);
    }
    String target = Spec.text(arguments, "--target");
    if (!target.isEmpty()) {
      options.put(OptionKeys.TARGET, target);
    }
    String platform = Spec.text(arguments, "--platform");
    if (!platform.isEmpty()) {
      options.put(OptionKeys.PLATFORM, platform);
    }
    return options;
  }

  private static List<LintedFile> lint(
      FileLinter linter, String name, ParseResult arguments, Console console) throws IOException {
    String context = Spec.text(arguments, "--context");
    if (name.equals(STDIN)) {
      return linter.lint(
          "Dockerfile",
          ByteString.readFrom(console.in()),
          console.folder(),
          "Dockerfile",
          console.path(context));
    }
    Path path = console.path(name);
    boolean folder = Files.isDirectory(path);
    Path file = folder ? path.resolve("Dockerfile") : path;
    Path parent = Objects.requireNonNull(file.getParent());
    String shown = folder ? Path.of(name).resolve("Dockerfile").toString() : name;
    try {
      return linter.lint(
          shown,
          ByteString.copyFrom(Files.readAllBytes(file)),
          parent,
          Objects.requireNonNull(file.getFileName()).toString(),
          context.isEmpty() ? parent : console.path(context));
    } catch (GatewayException e) {
      throw new GatewayException(
          e.status().toBuilder().setMessage(shown + ": " + e.getMessage()).build(), e);
    }
  }

  /** Only what {@code --rule} and {@code --skip} ask for; errors stay. */
  private static LintedFile chosen(ParseResult arguments, LintedFile file) {
    List<String> rules = Spec.texts(arguments, "--rule");
    List<String> skipped = Spec.texts(arguments, "--skip");
    return new LintedFile(
        file.name(),
        file.content(),
        file.findings().stream()
            .filter(
                finding ->
                    finding.error()
                        || ((rules.isEmpty() || isIn(rules, finding.rule()))
                            && !isIn(skipped, finding.rule())
                            && !skipped.contains(EVERYTHING)))
            .toList());
  }

  private static boolean isIn(List<String> names, String rule) {
    return names.stream().anyMatch(name -> name.equalsIgnoreCase(rule));
  }
}
