package dev.bowsprit.runtime.cli;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.control.EngineConfig;
import dev.bowsprit.runtime.control.EngineFiles;
import dev.bowsprit.runtime.control.EngineProcess;
import dev.bowsprit.runtime.control.EngineVersion;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.control.client.EngineAccess;
import dev.bowsprit.runtime.session.transport.PlainSecurity;
import dev.bowsprit.runtime.wire.engine.DescribeResponse;
import dev.bowsprit.runtime.wire.engine.StopRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit engine status}, {@code stop} and {@code run}. */
final class EngineCommands implements Subcommand {

  private static final Duration STOPPING = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command("engine", "status|stop|run [OPTIONS]", "Look at, stop or run the engine");
    CommandSpec status =
        Spec.command("engine status", "[OPTIONS]", "Say whether an engine runs for a root");
    EngineOptions.addRootTo(status);
    CommandSpec stop =
        Spec.command("engine stop", "[OPTIONS]", "Stop the engine when its builds are done");
    EngineOptions.addRootTo(stop);
    stop.addOption(Spec.flag("Cancel the builds", "-f", "--force"));
    spec.addSubcommand("status", status);
    spec.addSubcommand("stop", stop);
    spec.addSubcommand("run", runSpec());
    return spec;
  }

  private static CommandSpec runSpec() {
    CommandSpec run =
        Spec.command("engine run", "[OPTIONS]", "Run the engine here until it is stopped");
    EngineOptions.addRootTo(run);
    run.addOption(Spec.values("unix://PATH", "Listen at a socket, too", "--addr"));
    run.addOption(
        Spec.value("DURATION", "End after this time without builds (default: never)", "--idle"));
    run.addOption(Spec.value("PROGRAM", "The program that runs steps", "--oci-runtime"));
    run.addOption(Spec.value("NUMBER", "How many steps run at the same time", "--parallelism"));
    run.addOption(
        Spec.values(
            "ENTITLEMENT",
            "What builds may be granted: network.host, security.insecure",
            "--allow-insecure-entitlement"));
    run.addOption(
        Spec.value(
            "FILE",
            "Which frontend images may run (default: frontends.json of the root, or of"
                + " /etc/bowsprit)",
            "--frontend-policy"));
    return run;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    if (!arguments.hasSubcommand()) {
      throw new UsageException(
          "`bowsprit engine` needs to know what to do", "one of status, stop, run");
    }
    ParseResult sub = arguments.subcommand();
    return switch (sub.commandSpec().name()) {
      case "engine status", "status" -> status(sub, console);
      case "engine stop", "stop" -> stop(sub, console);
      default -> runEngine(sub, console);
    };
  }

  private static EngineAccess access(ParseResult arguments, Console console) {
    PlainSecurity.declare();
    EngineConfig config = EngineConfig.of(EngineOptions.root(arguments, console));
    return new EngineAccess(
        config, EngineFiles.of(config.root(), console.environment()), EngineOptions.IDLE);
  }

  private static int status(ParseResult arguments, Console console) {
    Path root = EngineOptions.root(arguments, console);
    Optional<EngineAccess.Found> found = access(arguments, console).find();
    if (found.isEmpty()) {
      console.out().println("No engine runs for " + root);
      return ExitCode.OK;
    }
    found.get().client().close();
    DescribeResponse engine = found.get().engine();
    boolean same = engine.getBuild().equals(EngineVersion.build());
    console.out().println("Root:    " + engine.getRoot());
    console.out().println("Process: " + engine.getPid());
    console
        .out()
        .println("Version: " + engine.getVersion() + (same ? "" : " (another build than this)"));
    console.out().println("Since:   " + Instant.ofEpochMilli(engine.getStartedAtMs()));
    console.out().println("Builds:  " + engine.getActiveBuilds());
    return ExitCode.OK;
  }

  private static int stop(ParseResult arguments, Console console) throws InterruptedException {
    Path root = EngineOptions.root(arguments, console);
    Optional<EngineAccess.Found> found = access(arguments, console).find();
    if (found.isEmpty()) {
      console.out().println("No engine runs for " + root);
      return ExitCode.OK;
    }
    boolean force = Spec.is(arguments, "--force");
    DescribeResponse engine = found.get().engine();
    try (BuildClient client = found.get().client()) {
      client.stop(StopRequest.newBuilder().setForce(force).build());
    }
    if (engine.getActiveBuilds() > 0 && !force) {
      console.err().println("Waiting for " + engine.getActiveBuilds() + " builds; --force cancels");
      console.err().flush();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(engine.getPid());
    long deadline = System.nanoTime() + STOPPING.toNanos();
    while (process.isPresent() && process.get().isAlive()) {
      if (force && System.nanoTime() > deadline) {
        throw GatewayException.of(
            GatewayException.Code.DEADLINE_EXCEEDED,
            "the engine (process " + engine.getPid() + ") has not stopped yet");
      }
      Thread.sleep(20);
    }
    console.out().println("Stopped the engine of " + root);
    return ExitCode.OK;
  }

  private static int runEngine(ParseResult arguments, Console console) throws Exception {
    EngineConfig config = EngineConfig.of(EngineOptions.root(arguments, console));
    String runtime = Spec.text(arguments, "--oci-runtime");
    if (!runtime.isEmpty()) {
      config = config.withOciRuntime(Path.of(runtime));
    }
    String policy = Spec.text(arguments, "--frontend-policy");
    if (!policy.isEmpty()) {
      config = config.withFrontendPolicy(console.path(policy));
    }
    String parallelism = Spec.text(arguments, "--parallelism");
    if (!parallelism.isEmpty()) {
      config = config.withParallelism(number("--parallelism", parallelism));
    }
    Set<String> entitlements = new HashSet<>(config.entitlements());
    entitlements.addAll(Spec.texts(arguments, "--allow-insecure-entitlement"));
    config = config.withEntitlements(entitlements);
    String idle = Spec.text(arguments, "--idle");
    Duration end = idle.isEmpty() ? Duration.ZERO : Amounts.duration("--idle", idle);
    List<Path> sockets =
        Spec.texts(arguments, "--addr").stream().map(address -> socket(address, console)).toList();
    try (EngineProcess engine = EngineProcess.start(config, console.environment(), sockets)) {
      engine.await(end);
    } catch (InterruptedException e) {
      return ExitCode.OK; // told to stop by a signal
    }
    return ExitCode.OK;
  }

  private static int number(String option, String text) {
    if (!text.matches("\\d{1,6}")) {
      throw new UsageException("invalid number \"" + text + "\" for " + option);
    }
    return Integer.parseInt(text);
  }

  private static Path socket(String address, Console console) {
    if (!address.startsWith("unix://")) {
      throw new UsageException(
          "the engine listens at unix sockets only, not at " + address, "--addr unix://PATH");
    }
    return console.path(address.substring("unix://".length()));
  }
}
