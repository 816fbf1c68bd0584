package dev.bowsprit.frontend.testkit.process;

import dev.bowsprit.frontend.EnvironmentKeys;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command as BuildKit runs a frontend's image: options in variables, the gateway on its
 * standard input and output.
 */
public final class HostedProcess {

  /** How long a process may take to end once its connection has. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * How a process ended.
   *
   * @param exitCode its exit code
   * @param stderr what it printed to its standard error
   * @param cancelled whether it took longer than allowed, so that its connection was ended
   */
  public record Exit(int exitCode, String stderr, boolean cancelled) {}

  private HostedProcess() {}

  /**
   * Runs a command to its end, at the latest when the time is over.
   *
   * @throws IOException if the command cannot be started
   */
  public static Exit run(
      List<String> command, FrontendEnvironment environment, Gateway gateway, Duration timeout)
      throws IOException {
    return run(command, environment, gateway, timeout, new CompletableFuture<>());
  }

  /**
   * Runs a command to its end.
   *
   * @param cancelled completed by whoever wants to end the connection before the time is over
   * @throws IOException if the command cannot be started
   */
  public static Exit run(
      List<String> command,
      FrontendEnvironment environment,
      Gateway gateway,
      Duration timeout,
      CompletableFuture<?> cancelled)
      throws IOException {
    try (GatewayServer server = GatewayServer.start(gateway);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("BUILDKIT_"));
      builder.environment().putAll(variables(environment));
      Process process = builder.start();
      CompletableFuture<String> stderr = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> stderr.complete(text(process.getErrorStream())));
      Thread.ofVirtual().start(() -> pump(process::getInputStream, socket::getOutputStream));
      Thread.ofVirtual().start(() -> pump(socket::getInputStream, process::getOutputStream));
      boolean late = !ended(process, cancelled, timeout);
      if (late) {
        socket.shutdownInput(); // as a daemon ends a build that was cancelled
        ended(process, new CompletableFuture<>(), GRACE);
        process.destroyForcibly();
      }
      return new Exit(process.onExit().join().exitValue(), stderr.join(), late);
    }
  }

  private static boolean ended(Process process, CompletableFuture<?> cancelled, Duration timeout) {
    try {
      CompletableFuture.anyOf(process.onExit(), cancelled)
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // then it has not ended
    }
    return !process.isAlive();
  }

  /** What BuildKit tells a frontend's process; options in an order that says nothing. */
  static Map<String, String> variables(FrontendEnvironment environment) {
    Map<String, String> result = new LinkedHashMap<>();
    List<Map.Entry<String, String>> options = new ArrayList<>(environment.options().entrySet());
    Collections.shuffle(options, new Random(options.size()));
    for (int i = 0; i < options.size(); i++) {
      result.put(
          EnvironmentKeys.OPTION_PREFIX + i,
          options.get(i).getKey() + "=" + options.get(i).getValue());
    }
    result.put(EnvironmentKeys.SESSION_ID, environment.sessionId());
    result.put(EnvironmentKeys.EXPORTED_PRODUCT, environment.product());
    List<Json> workers = new ArrayList<>();
    environment.workers().forEach(worker -> workers.add(json(worker)));
    result.put(EnvironmentKeys.WORKERS, new Json.Arr(workers).compact());
    return result;
  }

  private static Json json(WorkerRecord worker) {
    List<Json> platforms = new ArrayList<>();
    for (Platform platform : worker.getPlatformsList()) {
      platforms.add(
          new Json.Builder()
              .put("architecture", Json.of(platform.getArchitecture()))
              .put("os", Json.of(platform.getOS()))
              .putText("os.version", platform.getOSVersion())
              .putTexts("os.features", platform.getOSFeaturesList())
              .putText("variant", platform.getVariant())
              .build());
    }
    Json.Builder labels = new Json.Builder();
    worker.getLabelsMap().forEach((name, value) -> labels.put(name, Json.of(value)));
    return new Json.Builder()
        .put("id", Json.of(worker.getID()))
        .put("labels", labels.build())
        .put("platforms", new Json.Arr(platforms))
        .build();
  }

  @FunctionalInterface
  private interface Opened<T> {
    T open() throws IOException;
  }

  private static void pump(Opened<InputStream> from, Opened<OutputStream> to) {
    try (InputStream in = from.open();
        OutputStream out = to.open()) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // either side has gone, which is how these end
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
