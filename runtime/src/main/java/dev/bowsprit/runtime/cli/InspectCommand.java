package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.packaging.FrontendInspector;
import dev.bowsprit.frontend.packaging.FrontendInspector.Inspected;
import dev.bowsprit.frontend.packaging.FrontendInspector.Variant;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit frontend inspect}. */
final class InspectCommand implements Subcommand {

  /** A frontend's program if its image names none. */
  private static final List<String> DEFAULT_PROGRAM = List.of("/run");

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
            "Show what the image of a build language says of itself",
            "IMAGE is the name of one in a registry, a folder in OCI layout or a tar of one; several",
            "in a layout are told apart by PATH:TAG.");
    spec.addPositional(Spec.arguments("IMAGE", "0..*", "The image"));
    spec.addOption(Spec.value("text|json", "How to show it", "--format"));
    spec.addOption(
        Spec.flag("Let the registry be one without TLS, or with any certificate", "--insecure"));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    return FrontendCommands.hinting(console, () -> show(arguments, console));
  }

  private static int show(ParseResult arguments, Console console) throws IOException {
    if (Spec.arguments(arguments).size() != 1) {
      throw new UsageException(
          "`bowsprit frontend inspect` needs one image", "a name, a folder or a tar");
    }
    String image = Spec.arguments(arguments).getFirst();
    String format = Spec.text(arguments, "--format");
    if (!List.of("", "text", "json").contains(format)) {
      throw new UsageException("--format " + format, "one of text, json");
    }
    Inspected inspected;
    try (FrontendInspector inspector = open(image, Spec.is(arguments, "--insecure"), console)) {
      inspected = inspector.inspect();
    }
    if (format.equals("json")) {
      console.out().println(json(image, inspected).indented("  "));
    } else {
      console.out().println(image + "\nDigest: " + inspected.digest());
      inspected.variants().forEach(variant -> print(variant, console));
    }
    return ExitCode.OK;
  }

  private static FrontendInspector open(String image, boolean insecure, Console console)
      throws IOException {
    Path path = console.path(image);
    if (Files.exists(path)) {
      return FrontendInspector.ofLayout(path, Optional.empty());
    }
    int colon = image.lastIndexOf(':');
    if (colon > 0 && Files.exists(console.path(image.substring(0, colon)))) {
      return FrontendInspector.ofLayout(
          console.path(image.substring(0, colon)), Optional.of(image.substring(colon + 1)));
    }
    try {
      return FrontendInspector.ofRegistry(ImageReference.parse(image), insecure);
    } catch (IllegalArgumentException e) {
      throw new UsageException(image + " is no file, and no name of an image: " + e.getMessage());
    }
  }

  private static List<String> capabilities(ContainerConfig config) {
    return Stream.of(config.labels().getOrDefault(FrontendLabels.CAPS, "").split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static boolean withoutNetwork(ContainerConfig config) {
    return List.of("1", "t", "T", "true", "TRUE", "True")
        .contains(config.labels().getOrDefault(FrontendLabels.NETWORK_NONE, ""));
  }

  private static List<String> program(ContainerConfig config) {
    return config.entrypoint().isEmpty() ? DEFAULT_PROGRAM : config.entrypoint();
  }

  private static void print(Variant variant, Console console) {
    ContainerConfig config = variant.config().config();
    List<String> sizes =
        variant.layers().stream().map(layer -> Amounts.show(layer.size())).toList();
    line(console, "Platform", variant.config().platform().toString());
    line(
        console,
        "  Size",
        Amounts.show(variant.size()) + " compressed (" + String.join(" + ", sizes) + ")");
    line(console, "  Program", String.join(" ", program(config)));
    line(console, "  Network", withoutNetwork(config) ? "none" : "as the daemon allows");
    List<String> capabilities = capabilities(config);
    line(
        console,
        "  Can",
        capabilities.isEmpty() ? "build only" : String.join("\n                ", capabilities));
    Map<String, String> others = new TreeMap<>(config.labels());
    others.keySet().removeAll(List.of(FrontendLabels.CAPS, FrontendLabels.NETWORK_NONE));
    others.forEach((key, value) -> line(console, "  Label", key + "=" + value));
  }

  private static void line(Console console, String name, String value) {
    console.out().printf("%-15s %s%n", name + ":", value);
  }

  private static Json json(String image, Inspected inspected) {
    List<Json> variants = inspected.variants().stream().map(InspectCommand::json).toList();
    return new Json.Builder()
        .putText("image", image)
        .putText("digest", inspected.digest().toString())
        .put("platforms", new Json.Arr(variants))
        .build();
  }

  private static Json json(Variant variant) {
    ContainerConfig config = variant.config().config();
    Json.Builder labels = new Json.Builder();
    new TreeMap<>(config.labels()).forEach((key, value) -> labels.put(key, Json.of(value)));
    return new Json.Builder()
        .putText("platform", variant.config().platform().toString())
        .put("size", Json.of(variant.size()))
        .put(
            "layers",
            new Json.Arr(variant.layers().stream().map(layer -> Json.of(layer.size())).toList()))
        .put("entrypoint", Json.ofTexts(program(config)))
        .put("networkNone", Json.of(withoutNetwork(config)))
        .put("capabilities", Json.ofTexts(capabilities(config)))
        .put("labels", labels.build())
        .build();
  }
}
