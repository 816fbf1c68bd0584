package dev.bowsprit.runtime.control.client;

import dev.bowsprit.runtime.control.EngineConfig;
import dev.bowsprit.runtime.control.EngineFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How an engine is started in the background: as this program, with another command. */
final class EngineCommand {

  private static final String MAIN = "dev.bowsprit.runtime.cli.Main";

  /** The argument file of the JVM with the engine's options and class path. */
  private static final String OPTIONS_PROPERTY = "bowsprit.engine.options";

  private EngineCommand() {}

  /** Starts an engine that outlives this process and its terminal. */
  static Process start(EngineConfig config, EngineFiles files, Duration idle) throws IOException {
    Files.createDirectories(files.root());
    List<String> command = new ArrayList<>(detached());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.add(MAIN);
    command.addAll(List.of("engine", "run", "--root", files.root().toString()));
    command.addAll(List.of("--idle", idle.toSeconds() + "s"));
    config
        .ociRuntime()
        .ifPresent(path -> command.addAll(List.of("--oci-runtime", path.toString())));
    if (config.parallelism() > 0) {
      command.addAll(List.of("--parallelism", Integer.toString(config.parallelism())));
    }
    config
        .entitlements()
        .forEach(
            entitlement -> command.addAll(List.of("--allow-insecure-entitlement", entitlement)));
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(files.log().toFile());
    return new ProcessBuilder(command)
        .directory(Path.of("/").toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(log)
        .redirectError(log)
        .start();
  }

  private static List<String> jvmOptions() {
    String options = System.getProperty(OPTIONS_PROPERTY, "");
    if (!options.isEmpty()) {
      return List.of("@" + options);
    }
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"));
  }

  /**
   * What comes before the command: a session of its own, so that the terminal's signals do not
   * reach it, and where possible a mount namespace of its own, so that the kernel takes all mounts
   * back when it dies.
   */
  private static List<String> detached() {
    List<String> prefix = new ArrayList<>();
    if (isProgram("setsid")) {
      prefix.add("setsid");
    }
    if (canUnshareMounts()) {
      prefix.addAll(List.of("unshare", "--mount", "--propagation", "slave"));
    }
    return prefix;
  }

  private static boolean canUnshareMounts() {
    try {
      return isProgram("unshare")
          && new ProcessBuilder("unshare", "--mount", "--propagation", "slave", "true")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isProgram(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }
}
