package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.control.Engine;
import dev.bowsprit.runtime.control.EngineConfig;
import dev.bowsprit.runtime.control.EngineFiles;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.control.client.EngineAccess;
import dev.bowsprit.runtime.session.transport.Dialer;
import dev.bowsprit.runtime.session.transport.PlainSecurity;
import dev.bowsprit.runtime.session.transport.TcpSockets;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say which daemon a command speaks to. */
final class EngineOptions {

  /** After what time without builds an engine ends that was started by the way. */
  static final Duration IDLE = Duration.ofMinutes(10);

  private EngineOptions() {}

  /** Adds the options to a command. */
  static void addTo(CommandSpec spec) {
    addRootTo(spec);
    spec.addOption(
        Spec.value(
            "ADDRESS",
            "Use the BuildKit-compatible daemon at unix://PATH or tcp://HOST:PORT",
            "--addr"));
    spec.addOption(Spec.flag("Keep the engine in this process, for this command", "--embedded"));
  }

  /** Adds only the option that names the root. */
  static void addRootTo(CommandSpec spec) {
    spec.addOption(
        Spec.value(
            "FOLDER",
            "Where the engine keeps images and cache (default: $BOWSPRIT_ROOT, or a folder of the"
                + " system or the user)",
            "--root"));
  }

  static Path root(ParseResult arguments, Console console) {
    String root = Spec.text(arguments, "--root");
    return root.isEmpty() ? EngineFiles.defaultRoot(console.environment()) : console.path(root);
  }

  /** What a command speaks to. */
  static final class Connected implements Closeable {

    private final BuildClient client;
    private final Closeable engine;

    private Connected(BuildClient client, Closeable engine) {
      this.client = client;
      this.engine = engine;
    }

    BuildClient client() {
      return client;
    }

    @Override
    public void close() throws IOException {
      client.close();
      engine.close();
    }
  }

  /** Connects as the options say; by default to the engine of the root, which is started. */
  static Connected connect(ParseResult arguments, Console console) throws IOException {
    String address = address(arguments, console);
    boolean embedded = Spec.is(arguments, "--embedded");
    if (!address.isEmpty()) {
      if (embedded || arguments.hasMatchedOption("--root")) {
        throw new UsageException("--addr cannot be used with --embedded or --root");
      }
      PlainSecurity.declare();
      return new Connected(BuildClient.connect(dialer(address)), () -> {});
    }
    EngineConfig config = EngineConfig.of(root(arguments, console));
    if (embedded) {
      Engine engine = Engine.open(config);
      return new Connected(engine.client(), engine);
    }
    PlainSecurity.declare();
    EngineFiles files = EngineFiles.of(config.root(), console.environment());
    return new Connected(new EngineAccess(config, files, IDLE).connect(), () -> {});
  }

  private static String address(ParseResult arguments, Console console) {
    String option = Spec.text(arguments, "--addr");
    boolean elsewhere = arguments.hasMatchedOption("--root") || Spec.is(arguments, "--embedded");
    return option.isEmpty() && !elsewhere
        ? console.environment().getOrDefault("BOWSPRIT_ADDR", "")
        : option;
  }

  private static Dialer dialer(String address) {
    if (address.startsWith("unix://")) {
      return UnixSockets.dialer(Path.of(address.substring("unix://".length())));
    }
    if (address.startsWith("tcp://")) {
      String rest = address.substring("tcp://".length());
      int colon = rest.lastIndexOf(':');
      if (colon > 0 && rest.substring(colon + 1).matches("\\d{1,5}")) {
        return TcpSockets.dialer(
            rest.substring(0, colon), Integer.parseInt(rest.substring(colon + 1)));
      }
    }
    throw new UsageException(
        "invalid address \"" + address + "\"", "write it like unix:///run/buildkit/buildkitd.sock");
  }
}
