package dev.bowsprit.runtime.source.image;

import dev.bowsprit.runtime.worker.layer.Peers;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Debian's docker-registry on a free port of the loopback. */
public final class TestRegistry implements AutoCloseable {

  private final Process process;
  private final String address;

  private TestRegistry(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a registry that keeps its files in a folder. */
  public static TestRegistry start(Path folder) throws IOException {
    return start(folder, "");
  }

  /** Starts a registry with a further part of its configuration. */
  public static TestRegistry start(Path folder, String more) throws IOException {
    Path program = Peers.need("docker-registry");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "%s"}
        %s
        """
            .formatted(folder.resolve("data"), address, more));
    Process process =
        new ProcessBuilder(program.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> answers(address));
    return new TestRegistry(process, address);
  }

  private static boolean answers(String address) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + address + "/v2/").toURL().openConnection();
    int status = connection.getResponseCode();
    return status == 200 || status == 401;
  }

  /** Host and port. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
