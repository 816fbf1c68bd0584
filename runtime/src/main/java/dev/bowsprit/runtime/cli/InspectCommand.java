package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.packaging.FrontendInspector;
import dev.bowsprit.frontend.packaging.FrontendInspector.Inspected;
import dev.bowsprit.frontend.packaging.LayoutIndex;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.client.DockerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit frontend inspect}. */
final class InspectCommand implements Subcommand {

  private static final String BUILD_FILE = "Dockerfile";

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "frontend inspect",
            "[OPTIONS] IMAGE",
            "Show what the image of a build language is and can, and how fast it starts",
            "IMAGE is the name of one in a registry, a folder in OCI layout, or an archive of an"
                + " image; several in one place are told apart by PATH:TAG.",
            "",
            "It is run a few times in the engine's sandbox, if the engine's policy allows that, to"
                + " ask what it answers to.");
    spec.addPositional(Spec.arguments("IMAGE", "0..*", "The image"));
    spec.addOption(Spec.value("text|json", "How to show it", "--format"));
    spec.addOption(Spec.flag("The same as --format json", "--json"));
    spec.addOption(Spec.flag("Only read what the image says of itself", "--no-run"));
    spec.addOption(
        Spec.flag("Let the registry be one without TLS, or with any certificate", "--insecure"));
    EngineOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    return FrontendCommands.hinting(console, () -> show(arguments, console));
  }

  private static int show(ParseResult arguments, Console console) throws IOException {
    if (Spec.arguments(arguments).size() != 1) {
      throw new UsageException(
          "`bowsprit frontend inspect` needs one image", "a name, a folder or an archive");
    }
    String text = Spec.arguments(arguments).getFirst();
    boolean json = json(arguments);
    Optional<ImageFile> file = ImageFile.find(text, console);
    // What begins so is no name of an image either.
    if (file.isEmpty() && text.matches("[./].*") && Files.isDirectory(console.path(text))) {
      throw new UsageException(
          text + " is a folder without an image: it has no " + LayoutIndex.FILE);
    }
    Optional<Path> layout = file.isPresent() ? Optional.of(file.get().layout()) : Optional.empty();
    Inspected image = inspect(text, file, layout, Spec.is(arguments, "--insecure"));
    InspectReport report = new InspectReport(text, image, Optional.empty());
    if (!Spec.is(arguments, "--no-run")) {
      BuildSources sources = new BuildSources(console);
      String source =
          file.isPresent()
              ? sources.addFrontend(file.get(), layout.orElseThrow(), image.digest())
              : ImageReference.parse(text).tagged().withDigest(image.digest()).toString();
      try {
        report =
            new InspectReport(text, image, Optional.of(probe(source, sources, arguments, console)));
      } catch (GatewayException e) {
        print(report, json, console);
        throw e;
      }
    }
    print(report, json, console);
    return ExitCode.OK;
  }

  private static boolean json(ParseResult arguments) {
    String format = Spec.text(arguments, "--format");
    if (!List.of("", "text", "json").contains(format)) {
      throw new UsageException("--format " + format, "one of text, json");
    }
    return format.equals("json") || Spec.is(arguments, "--json");
  }

  private static void print(InspectReport report, boolean json, Console console) {
    if (json) {
      console.out().println(report.json().indented("  "));
    } else {
      report.print(console.out());
    }
    console.out().flush();
  }

  private static Inspected inspect(
      String text, Optional<ImageFile> file, Optional<Path> layout, boolean insecure)
      throws IOException {
    try (FrontendInspector inspector =
        layout.isPresent()
            ? FrontendInspector.ofLayout(layout.get(), file.get().place(), file.get().tag())
            : ofRegistry(text, insecure)) {
      return inspector.inspect();
    }
  }

  private static FrontendInspector ofRegistry(String text, boolean insecure) throws IOException {
    try {
      return FrontendInspector.ofRegistry(ImageReference.parse(text), insecure);
    } catch (IllegalArgumentException e) {
      throw new UsageException(text + " is no file, and no name of an image: " + e.getMessage());
    }
  }

  private static FrontendProbe.Found probe(
      String source, BuildSources sources, ParseResult arguments, Console console)
      throws IOException {
    Map<String, String> options = new TreeMap<>(sources.attributes());
    options.put(OptionKeys.SOURCE, source);
    options.put(OptionKeys.FILENAME, BUILD_FILE);
    try (TemporaryFolder build = TemporaryFolder.create();
        EngineOptions.Connected connected = EngineOptions.connect(arguments, console)) {
      // Many frontends, the official one too, read their build file before they look at the
      // question.
      Files.writeString(build.path().resolve(BUILD_FILE), "FROM scratch\n");
      ClientOffers offers =
          new ClientOffers(
              Map.of("context", build.path(), "dockerfile", build.path()),
              Map.of(),
              Map.of(),
              sources.layouts(),
              Map.of(),
              Optional.of(DockerConfig.ofUser(console.environment())),
              Map.of());
      return FrontendProbe.run(options, offers, connected.client());
    }
  }
}
