package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.packaging.FrontendInspector.Inspected;
import dev.bowsprit.frontend.packaging.FrontendInspector.Variant;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code bowsprit frontend inspect} has found, as text and as JSON.
 *
 * @param name what the user called the image
 * @param image what the image says of itself
 * @param ran what came of running it; empty if it was not run
 */
record InspectReport(String name, Inspected image, Optional<FrontendProbe.Found> ran) {

  /** A frontend's program if its image names none. */
  private static final List<String> DEFAULT_PROGRAM = List.of("/run");

  private static final String UNDECLARED = "not declared";
  private static final int COLUMN = 16;

  /** A thing with a description, such as an option. */
  private record Named(String name, String description) {

    static List<Named> of(Json list) {
      return list.elements().stream()
          .map(one -> new Named(text(one, "name"), text(one, "description")))
          .toList();
    }

    static String text(Json object, String member) {
      return object.member(member).flatMap(Json::text).orElse("");
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

  /** The options that the image's label lists; empty if it has no such label. */
  private static Optional<Json> options(ContainerConfig config) {
    return Optional.ofNullable(config.labels().get(FrontendLabels.OPTIONS))
        .flatMap(
            label -> {
              try {
                return Optional.of(Json.parse(label));
              } catch (JsonSyntaxException e) {
                return Optional.empty();
              }
            });
  }

  /** Writes it for people. */
  void print(PrintStream out) {
    out.println(name);
    line(out, "Digest", image.digest().toString());
    image.variants().forEach(variant -> print(variant, out));
    ran.ifPresent(found -> print(found, out));
  }

  private static void print(Variant variant, PrintStream out) {
    ContainerConfig config = variant.config().config();
    List<String> sizes =
        variant.layers().stream().map(layer -> Amounts.show(layer.size())).toList();
    line(out, "Platform", variant.config().platform().toString());
    line(
        out,
        "  Size",
        sizes.isEmpty()
            ? "no layers"
            : Amounts.show(variant.size()) + " of layers (" + String.join(" + ", sizes) + ")");
    line(out, "  Program", String.join(" ", program(config)));
    line(out, "  Network", withoutNetwork(config) ? "none" : "as the daemon allows");
    List<String> capabilities = capabilities(config);
    lines(out, "  Can", capabilities.isEmpty() ? List.of(UNDECLARED) : capabilities);
    lines(
        out,
        "  Options",
        options(config).map(json -> table(Named.of(json))).orElse(List.of(UNDECLARED)));
    Map<String, String> others = new TreeMap<>(config.labels());
    others
        .keySet()
        .removeAll(
            List.of(FrontendLabels.CAPS, FrontendLabels.NETWORK_NONE, FrontendLabels.OPTIONS));
    others.forEach((key, value) -> line(out, "  Label", key + "=" + value));
  }

  private static void print(FrontendProbe.Found found, PrintStream out) {
    lines(
        out,
        "Subrequests",
        found
            .subrequests()
            .map(InspectReport::subrequests)
            .orElseGet(
                () -> List.of(found.error().map(e -> "does not say: " + e).orElse(UNDECLARED))));
    List<Duration> runs = found.runs().stream().sorted().toList();
    line(
        out,
        "Start-up",
        "%s to its answer, the sandbox included (median of %d runs, %s to %s)"
            .formatted(
                millis(found.median()),
                runs.size(),
                millis(runs.getFirst()),
                millis(runs.getLast())));
  }

  private static List<String> subrequests(Json list) {
    List<Named> named = new ArrayList<>();
    for (Json one : list.elements()) {
      String options =
          String.join(
              ", ",
              one.member("opts").map(Named::of).orElse(List.of()).stream()
                  .map(Named::name)
                  .toList());
      named.add(
          new Named(
              Named.text(one, "name") + " " + Named.text(one, "version"),
              Named.text(one, "description")
                  + (options.isEmpty() ? "" : " (options: " + options + ")")));
    }
    return table(named);
  }

  private static List<String> table(List<Named> rows) {
    int width = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
    return rows.isEmpty()
        ? List.of("none")
        : rows.stream()
            .map(row -> row.name + " ".repeat(width - row.name.length()) + "  " + row.description)
            .toList();
  }

  private static void lines(PrintStream out, String title, List<String> values) {
    line(out, title, String.join("\n", values));
  }

  private static void line(PrintStream out, String title, String value) {
    String start = title + ":";
    String shown = printable(value).replace("\n", "\n" + " ".repeat(COLUMN));
    out.println(start + " ".repeat(COLUMN - start.length()) + shown);
  }

  /** Labels are a stranger's, and may hold what moves the cursor of a terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n]]", "\ufffd");
  }

  private static String millis(Duration time) {
    return time.toMillis() + "ms";
  }

  /** The same for programs. */
  Json json() {
    List<Json> variants = image.variants().stream().map(InspectReport::json).toList();
    Json.Builder json =
        new Json.Builder()
            .putText("image", name)
            .putText("digest", image.digest().toString())
            .put("platforms", new Json.Arr(variants));
    ran.ifPresent(
        found -> {
          json.put("subrequests", found.subrequests().orElse(new Json.Null()));
          found.error().ifPresent(error -> json.putText("error", error));
          List<Json> runs = found.runs().stream().map(run -> Json.of(run.toMillis())).toList();
          json.put(
              "startUp",
              new Json.Builder()
                  .put("milliseconds", Json.of(found.median().toMillis()))
                  .put("runs", new Json.Arr(runs))
                  .build());
        });
    return json.build();
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
        .put("options", options(config).orElse(new Json.Null()))
        .put("labels", labels.build())
        .build();
  }
}
