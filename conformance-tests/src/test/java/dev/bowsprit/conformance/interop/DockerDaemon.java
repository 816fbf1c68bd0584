package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Docker daemon of the test's own, which touches neither networks nor another daemon's data. */
final class DockerDaemon implements AutoCloseable {
  private final Programs.Started daemon;
  private final String client;
  private final String address;

  private DockerDaemon(Programs.Started daemon, String client, String address) {
    this.daemon = daemon;
    this.client = client;
    this.address = address;
  }

  /** Starts one, or skips the test where Docker is not installed or cannot run. */
  static DockerDaemon start(Path folder) throws IOException {
    Programs.need("dockerd", "docker");
    Files.createDirectories(folder);
    // Debian's own client, where another one stands before it on PATH.
    Path debian = Path.of("/usr/bin/docker");
    String client = Files.isExecutable(debian) ? debian.toString() : "docker";
    String address = "unix://" + folder.resolve("docker.sock");
    var started =
        Programs.start(
            List.of(
                "dockerd",
                "--host=" + address,
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--storage-driver=vfs",
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false"),
            Map.of());
    var daemon = new DockerDaemon(started, client, address);
    try {
      while (daemon.run("version").status() != 0) {
        if (started.process().waitFor(100, TimeUnit.MILLISECONDS)) {
          String log = Programs.text(started.err());
          Assumptions.abort("dockerd does not run here: " + log.lines().toList().getLast());
        }
      }
    } catch (InterruptedException e) {
      daemon.close();
      throw new IllegalStateException(e);
    }
    return daemon;
  }

  Run run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** Builds with the BuildKit that is part of the daemon. */
  Run build(String... arguments) {
    var command = new ArrayList<>(List.of("build", "--progress=plain"));
    command.addAll(List.of(arguments));
    return run(Map.of("DOCKER_BUILDKIT", "1"), command.toArray(String[]::new));
  }

  private Run run(Map<String, String> environment, String... arguments) {
    var command = new ArrayList<String>();
    command.add(client);
    command.addAll(List.of(arguments));
    var variables = new HashMap<>(environment);
    variables.put("DOCKER_HOST", address);
    return Programs.run(command, variables);
  }

  @Override
  public void close() {
    daemon.process().destroy();
    Programs.await(List.of("dockerd"), daemon);
  }
}
