package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.control.client.ClientFrontend;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.client.DockerConfig;
import dev.bowsprit.runtime.session.client.OutputTarget;
import dev.bowsprit.runtime.wire.control.CacheOptions;
import dev.bowsprit.runtime.wire.control.CacheOptionsEntry;
import dev.bowsprit.runtime.wire.control.Exporter;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ParseResult;

/** Turns the arguments of {@code bowsprit build} into a build, as docker buildx does. */
final class BuildPlan {

  private static final String DEFAULT_FRONTEND = "dockerfile.v0";

  private final ParseResult arguments;
  private final Console console;
  private final SolveRequest.Builder request = SolveRequest.newBuilder();
  private final Map<Integer, OutputTarget> targets = new TreeMap<>();
  private final BuildSources sources;
  private boolean stdoutTaken;

  private BuildPlan(ParseResult arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
    this.sources = new BuildSources(console);
  }

  /**
   * A build.
   *
   * @param build for the client
   * @param frontend the frontend, if it runs here
   * @param exports whether anything is made beside the cache
   * @param usesStdout whether standard output gets a result
   */
  record Planned(
      BuildClient.Build build,
      Optional<LocalFrontend> frontend,
      boolean exports,
      boolean usesStdout) {}

  /**
   * Plans a build.
   *
   * @throws UsageException if an argument is wrong
   */
  static Planned of(ParseResult arguments, Console console) throws IOException {
    BuildPlan plan = new BuildPlan(arguments, console);
    plan.addOutputs();
    return plan.plan();
  }

  /**
   * Plans a build without outputs, which is done for its definition.
   *
   * @throws UsageException if an argument is wrong
   */
  static Planned ofDefinition(ParseResult arguments, Console console) throws IOException {
    return new BuildPlan(arguments, console).plan();
  }

  private Planned plan() throws IOException {
    Optional<LocalFrontend> frontend = addFrontend(text("--frontend", DEFAULT_FRONTEND));
    addContext();
    addFrontendOptions();
    addCache();
    texts("--allow").forEach(request::addEntitlements);
    SourcePolicyFile.of(arguments, console).ifPresent(request::setSourcePolicy);
    // Options that have no name of their own here win over those that have.
    texts("--opt").forEach(option -> putPair("--opt", option, ""));
    ClientOffers offers =
        new ClientOffers(
            sources.folders(),
            targets,
            SecretOption.parseAll(texts("--secret"), console),
            sources.layouts(),
            SshOption.parseAll(texts("--ssh"), console),
            Optional.of(DockerConfig.ofUser(console.environment())),
            console.environment());
    return new Planned(
        new BuildClient.Build(
            request.build(),
            offers,
            sources.sharedKey(),
            frontend.map(local -> (ClientFrontend) local)),
        frontend,
        request.getExportersCount() > 0,
        stdoutTaken);
  }

  private Optional<LocalFrontend> addFrontend(String text) throws IOException {
    switch (FrontendOption.parse(text, console)) {
      case FrontendOption.BuiltIn(String name) -> request.setFrontend(name);
      case FrontendOption.Image(String reference) -> {
        request.setFrontend("gateway.v0");
        attribute("source", reference);
      }
      case FrontendOption.File(ImageFile image) -> {
        request.setFrontend("gateway.v0");
        attribute("source", sources.addFrontend(image));
      }
      case FrontendOption.Folder(Path folder) -> {
        request.setFrontend("gateway.v0");
        attribute("source", sources.addFrontend(folder));
      }
      case FrontendOption.Local(FrontendProvider provider) -> {
        return Optional.of(new LocalFrontend(provider.frontend()));
      }
    }
    return Optional.empty();
  }

  private void addContext() throws IOException {
    List<String> paths = Spec.arguments(arguments);
    if (paths.size() != 1) {
      throw new UsageException(
          "`bowsprit build` needs one PATH, URL or -, and got " + paths.size(),
          paths.isEmpty() ? "`bowsprit build .` builds the current folder" : null);
    }
    boolean dockerfile = request.getFrontend().equals(DEFAULT_FRONTEND);
    sources.add(paths.getFirst(), Spec.text(arguments, "--file"), dockerfile);
    texts("--build-context").forEach(sources::addNamed);
    request.putAllFrontendAttrs(sources.attributes());
  }

  private void addFrontendOptions() {
    putText("target", "--target");
    putText("frontend-pull", "--frontend-pull");
    putText("force-network-mode", "--network");
    putText("cgroup-parent", "--cgroup-parent");
    putJoined("platform", texts("--platform"));
    putJoined("ulimit", texts("--ulimit"));
    putJoined("add-hosts", texts("--add-host").stream().map(BuildPlan::host).toList());
    String shm = Spec.text(arguments, "--shm-size");
    if (!shm.isEmpty()) {
      // sizes of memory are in powers of 1024, as everywhere in Docker
      attribute("shm-size", Long.toString(Amounts.size("--shm-size", binary(shm))));
    }
    if (Spec.is(arguments, "--no-cache")) {
      attribute("no-cache", "");
    } else {
      putJoined("no-cache", texts("--no-cache-filter"));
    }
    if (Spec.is(arguments, "--pull")) {
      attribute("image-resolve-mode", "pull");
    }
    for (String argument : texts("--build-arg")) {
      if (argument.contains("=")) {
        putPair("--build-arg", argument, "build-arg:");
      } else if (console.environment().containsKey(argument)) {
        attribute("build-arg:" + argument, console.environment().getOrDefault(argument, ""));
      }
    }
    texts("--label")
        .forEach(label -> putPair("--label", label.contains("=") ? label : label + "=", "label:"));
  }

  private static String binary(String size) {
    return size.matches(".*[kmgtKMGT][bB]?") ? size.replaceFirst("[bB]?$", "iB") : size;
  }

  /** Docker writes {@code name:ip}, frontends {@code name=ip}. */
  private static String host(String text) {
    int separator = text.contains("=") ? text.indexOf('=') : text.indexOf(':');
    if (separator <= 0) {
      throw new UsageException("invalid --add-host " + text, "write it as NAME:IP");
    }
    return text.substring(0, separator) + "=" + text.substring(separator + 1);
  }

  private void addCache() {
    CacheOptions.Builder cache = CacheOptions.newBuilder();
    List<Json> imports = new ArrayList<>();
    for (String text : texts("--cache-from")) {
      CacheOptionsEntry entry = cacheEntry("--cache-from", text);
      cache.addImports(entry);
      Json.Builder attributes = new Json.Builder();
      new TreeMap<>(entry.getAttrsMap())
          .forEach((key, value) -> attributes.put(key, Json.of(value)));
      imports.add(
          new Json.Builder()
              .putText("Type", entry.getType())
              .put("Attrs", attributes.build())
              .build());
    }
    texts("--cache-to").forEach(text -> cache.addExports(cacheEntry("--cache-to", text)));
    if (!imports.isEmpty()) {
      attribute("cache-imports", new Json.Arr(imports).compact());
    }
    request.setCache(cache);
  }

  private static CacheOptionsEntry cacheEntry(String option, String text) {
    if (!text.contains("=")) {
      return CacheOptionsEntry.newBuilder().setType("registry").putAttrs("ref", text).build();
    }
    Map<String, String> fields = new LinkedHashMap<>(Fields.map(option, text));
    String type = fields.remove("type");
    if (type == null) {
      throw new UsageException(option + " " + text + " has no type");
    }
    if (type.equals("local")) {
      throw new UsageException(
          option + " type=local is not supported by this client", "use type=registry or inline");
    }
    return CacheOptionsEntry.newBuilder().setType(type).putAllAttrs(fields).build();
  }

  private void addOutputs() {
    List<String> tags = texts("--tag");
    List<String> outputs = new ArrayList<>(texts("--output"));
    if (Spec.is(arguments, "--load")) {
      outputs.add("type=docker");
    }
    if (Spec.is(arguments, "--push")) {
      outputs.add("type=registry");
    }
    for (String text : outputs) {
      OutputOption.parse(text, tags, console).ifPresent(this::addOutput);
    }
    if (request.getExportersCount() > 0) {
      Exporter first = request.getExporters(0);
      request
          .setExporterDeprecated(first.getType())
          .putAllExporterAttrsDeprecated(first.getAttrsMap());
    }
  }

  private void addOutput(OutputOption output) {
    int id = request.getExportersCount();
    request.addExporters(
        Exporter.newBuilder().setType(output.type()).putAllAttrs(output.attributes()));
    output.target().ifPresent(target -> targets.put(id, target));
    if (output.target().orElse(null) instanceof OutputTarget.ToStream
        && !output.type().equals("docker")) {
      stdoutTaken = true;
    }
  }

  private String text(String option, String otherwise) {
    return arguments.matchedOptionValue(option, otherwise);
  }

  private List<String> texts(String option) {
    return Spec.texts(arguments, option);
  }

  private void attribute(String key, String value) {
    request.putFrontendAttrs(key, value);
  }

  private void putText(String key, String option) {
    String value = Spec.text(arguments, option);
    if (!value.isEmpty()) {
      attribute(key, value);
    }
  }

  private void putJoined(String key, List<String> values) {
    if (!values.isEmpty()) {
      attribute(key, String.join(",", values));
    }
  }

  private void putPair(String option, String pair, String prefix) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw new UsageException("invalid " + option + " " + pair + ": must be KEY=VALUE");
    }
    attribute(prefix + pair.substring(0, equals), pair.substring(equals + 1));
  }
}
