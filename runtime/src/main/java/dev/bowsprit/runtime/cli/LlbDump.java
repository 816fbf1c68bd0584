package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.runtime.cli.progress.ProgressDisplay;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.SolveRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code bowsprit llb dump}: has a build's frontend run, wherever it does, and writes the
 * definition that it answers instead of building it.
 */
final class LlbDump {

  private final SortedMap<String, Definition> definitions = new TreeMap<>();

  private LlbDump() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "llb dump",
            "[OPTIONS] PATH|URL|-",
            "Write the definition of a build without building it",
            "",
            "The definition is a marshalled pb.Definition, for `bowsprit llb view` and `buildctl"
                + " build`. Nothing is built but what the frontend itself reads.");
    BuildOptions.addSource(spec);
    BuildOptions.addFrontend(spec);
    spec.addOption(
        Spec.value("FILE", "Write to a file (default: standard output)", "-o", "--output"));
    spec.addOption(
        Spec.value(
            "MODE", "Show progress as tty, plain, rawjson or quiet (the default)", "--progress"));
    EngineOptions.addTo(spec);
    spec.addPositional(Spec.arguments("PATH", "0..*", "The build context"));
    return spec;
  }

  static int run(ParseResult arguments, Console console) throws IOException {
    String output = Spec.text(arguments, "--output");
    boolean toStdout = output.isEmpty() || output.equals("-");
    if (toStdout && console.outIsTerminal()) {
      throw new UsageException(
          "`bowsprit llb dump` would write bytes to the terminal",
          "add -o FILE, or pipe it to `bowsprit llb view`");
    }
    byte[] bytes = new LlbDump().definition(arguments, console).toBytes();
    if (toStdout) {
      console.out().write(bytes, 0, bytes.length);
    } else {
      Files.write(console.path(output), bytes);
    }
    return ExitCode.OK;
  }

  private Definition definition(ParseResult arguments, Console console) throws IOException {
    BuildPlan.Planned plan = BuildPlan.ofDefinition(arguments, console);
    var request = plan.build().request();
    Frontend original =
        plan.frontend()
            .map(LocalFrontend::frontend)
            .orElse(build -> byDaemon(request.getFrontend(), build));
    LocalFrontend frontend = new LocalFrontend(build -> keep(original.build(build)));
    BuildClient.Build build =
        new BuildClient.Build(
                request.toBuilder().clearFrontend().build(),
                plan.build().offers(),
                plan.build().sharedKey(),
                plan.build().frontend())
            .with(frontend);
    String mode = ProgressOption.mode(arguments, console, "quiet");
    try (EngineOptions.Connected connected = EngineOptions.connect(arguments, console);
        ProgressDisplay display = ProgressOption.display(mode, console)) {
      connected.client().build(build, display::update);
    } catch (GatewayException e) {
      frontend.showUnexpected(console);
      throw e;
    }
    return only();
  }

  /** Has the daemon run one of its frontends, or a frontend image. */
  private static BuildResult byDaemon(String name, BuildRequest build) {
    SolveRequest request =
        SolveRequest.newBuilder()
            .setFrontend(name)
            .putAllFrontendOpt(build.environment().options())
            .setAllowResultReturn(true)
            .setAllowResultArrayRef(true)
            .build();
    return new BuildResult(build.gateway().solve(request).getResult());
  }

  /** Keeps the definitions of a result, and answers one of which nothing needs to be built. */
  private BuildResult keep(BuildResult built) {
    Result result = built.result();
    if (result.hasRef()) {
      definitions.put("", definition(result.getRef()));
    }
    for (Map.Entry<String, Ref> ref : result.getRefs().getRefsMap().entrySet()) {
      definitions.put(ref.getKey(), definition(ref.getValue()));
    }
    return new BuildResult(Result.getDefaultInstance());
  }

  private static Definition definition(Ref ref) {
    if (!ref.getId().isEmpty() && !ref.hasDef()) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "the daemon does not tell the definitions of results");
    }
    return Definition.fromProto(ref.getDef());
  }

  private Definition only() {
    if (definitions.size() > 1) {
      throw new UsageException(
          "the build has a definition for each of " + String.join(", ", definitions.keySet()),
          "choose one, for instance --platform " + definitions.firstKey());
    }
    return definitions.values().stream().findFirst().orElse(Definition.EMPTY);
  }
}
