package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's docker-registry, plain http on a port of its own. */
record Registry(Programs.Started server, String host) implements AutoCloseable {

  static Registry start(Path folder) throws IOException {
    Programs.need("docker-registry", "skopeo");
    Files.createDirectories(folder);
    String host = "127.0.0.1:" + freePort();
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: '%s'}
        log: {level: warn}
        """
            .formatted(folder.resolve("data"), host));
    var server = Programs.start(List.of("docker-registry", "serve", config.toString()), Map.of());
    return new Registry(server, host);
  }

  /** Copies the base image to the registry. */
  String put(Bowsprit bowsprit, String name) {
    return put(bowsprit.base().layout(), bowsprit.base().tag(), name);
  }

  /** Copies an image of an OCI layout to the registry, which may still be starting. */
  String put(Path layout, String tag, String name) {
    String reference = host + "/" + name;
    String[] copy = {
      "skopeo",
      "copy",
      "--retry-times=5",
      "--dest-tls-verify=false",
      "oci:" + layout + ":" + tag,
      "docker://" + reference
    };
    Run run = Programs.run(copy);
    while (run.status() != 0
        && run.err().contains("connection refused")
        && server.process().isAlive()) {
      run = Programs.run(copy);
    }
    run.ok();
    return reference;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.process().destroy();
    Programs.await(List.of("docker-registry"), server);
  }
}
