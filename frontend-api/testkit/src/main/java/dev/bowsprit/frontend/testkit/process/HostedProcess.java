package dev.bowsprit.frontend.testkit.process;

import dev.bowsprit.frontend.EnvironmentKeys;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.gateway.ReturnRequest;
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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

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
   * @param answer what it returned to the gateway, if it did and the gateway took it
   * @param exitCode its exit code
   * @param stderr what it printed to its standard error, unless that was redirected
   * @param cancelled whether it took longer than allowed, so that its connection was ended
   */
  public record Exit(
      Optional<ReturnRequest> answer, int exitCode, String stderr, boolean cancelled) {}

  private HostedProcess() {}

  /**
   * Runs a program to its end, at the latest when the time is over or the thread is interrupted,
   * which it then stays.
   *
   * @param program the command, with folder and variables; those of BuildKit are set here
   * @throws IOException if it cannot be started
   */
  public static Exit run(
      ProcessBuilder program, FrontendEnvironment environment, Gateway gateway, Duration timeout)
      throws IOException {
    try (GatewayServer server = GatewayServer.start(gateway);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      program.environment().keySet().removeIf(name -> name.startsWith("BUILDKIT_"));
      program.environment().putAll(variables(environment));
      Process process = program.start();
      CompletableFuture<String> stderr = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> stderr.complete(text(process.getErrorStream())));
      // What a virtual machine prints when it ends comes after the answer.
      BooleanSupplier speaks = () -> server.answer().isEmpty();
      Thread.ofVirtual()
          .start(() -> pump(process::getInputStream, socket::getOutputStream, speaks));
      Thread.ofVirtual()
          .start(() -> pump(socket::getInputStream, process::getOutputStream, () -> true));
      boolean late = !ended(process, timeout);
      if (late) {
        socket.shutdownInput(); // as a daemon ends a build that was cancelled
        ended(process, GRACE);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      int exitCode = process.onExit().join().exitValue();
      return new Exit(server.answer(), exitCode, stderr.join(), late);
    }
  }

  private static boolean ended(Process process, Duration timeout) {
    try {
      return process.waitFor(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What BuildKit tells a frontend's process; options in an order that says nothing. */
  public static Map<String, String> variables(FrontendEnvironment environment) {
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

  /** Copies; what comes once it is not wanted any more is read and dropped. */
  private static void pump(
      Opened<InputStream> from, Opened<OutputStream> to, BooleanSupplier wanted) {
    try (InputStream in = from.open();
        OutputStream out = to.open()) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (wanted.getAsBoolean()) {
          out.write(buffer, 0, n);
          out.flush();
        }
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
