package dev.bowsprit.conformance.interop;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A BuildKit daemon with a root of its own. */
final class BuildkitDaemon implements AutoCloseable {
  private final Programs.Started daemon;
  private final String address;

  private BuildkitDaemon(Programs.Started daemon, String address) {
    this.daemon = daemon;
    this.address = address;
  }

  /** Starts one, or skips the test where BuildKit is not there or cannot run. */
  static BuildkitDaemon start(Path folder) throws IOException {
    return start(folder, "");
  }

  /**
   * Starts one with a configuration.
   *
   * @param configuration the text of its {@code buildkitd.toml}
   */
  static BuildkitDaemon start(Path folder, String configuration) throws IOException {
    Path program = FrontendLayout.peer("buildkitd");
    FrontendLayout.peer("buildctl");
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("buildkitd.toml"), configuration);
    String address = "unix://" + folder.resolve("buildkitd.sock");
    var started =
        Programs.start(
            List.of(
                program.toString(),
                "--config=" + file,
                "--root=" + folder.resolve("root"),
                "--addr=" + address,
                "--oci-worker=true",
                "--containerd-worker=false"),
            Map.of());
    var daemon = new BuildkitDaemon(started, address);
    try {
      while (daemon.run("debug", "workers").status() != 0) {
        if (started.process().waitFor(100, TimeUnit.MILLISECONDS)) {
          String log = Programs.text(started.err());
          Assumptions.abort("buildkitd does not run here: " + log.lines().toList().getLast());
        }
      }
    } catch (InterruptedException e) {
      daemon.close();
      throw new IllegalStateException(e);
    }
    return daemon;
  }

  /** Builds a context; {@code busybox} is the base image. */
  Run build(Path context, BusyboxImage base, String... options) {
    var arguments = new ArrayList<>(base.buildctl(context));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  /** Where it listens. */
  String address() {
    return address;
  }

  /** Runs {@code buildctl} against it. */
  Run run(String... arguments) {
    var command = new ArrayList<String>();
    command.add(FrontendLayout.peer("buildctl").toString());
    command.add("--addr=" + address);
    command.addAll(List.of(arguments));
    return Programs.run(command, Map.of());
  }

  @Override
  public void close() {
    daemon.process().destroy();
    Programs.await(List.of("buildkitd"), daemon);
  }
}
