package dev.bowsprit.runtime.control.client;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.control.EngineConfig;
import dev.bowsprit.runtime.control.EngineFiles;
import dev.bowsprit.runtime.control.EngineVersion;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import dev.bowsprit.runtime.wire.engine.DescribeResponse;
import dev.bowsprit.runtime.wire.engine.StopRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds the engine of a root, and starts one in the background where none runs. */
public final class EngineAccess {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final int LOG_LINES = 10;

  private final EngineConfig config;
  private final EngineFiles files;
  private final Duration idle;

  /**
   * Access to an engine.
   *
   * @param idle after what time without builds an engine that is started here ends
   */
  public EngineAccess(EngineConfig config, EngineFiles files, Duration idle) {
    this.config = config;
    this.files = files;
    this.idle = idle;
  }

  /** The running engine, of whatever build; empty if there is none. */
  public Optional<Found> find() {
    if (!Files.exists(files.socket())) {
      return Optional.empty();
    }
    BuildClient client = BuildClient.connect(UnixSockets.dialer(files.socket()));
    try {
      return Optional.of(new Found(client, client.describe()));
    } catch (GatewayException e) {
      client.close();
      if (e.code() == Code.UNAVAILABLE) {
        return Optional.empty(); // a socket that an engine left when it was killed
      }
      if (e.code() == Code.UNIMPLEMENTED) {
        throw GatewayException.of(
            Code.FAILED_PRECONDITION,
            "something that is no engine of Bowsprit listens on " + files.socket());
      }
      throw e;
    }
  }

  /**
   * An engine that answered.
   *
   * @param client a client of it, which the caller closes
   * @param engine what it says of itself
   */
  public record Found(BuildClient client, DescribeResponse engine) {}

  /**
   * A client of the engine, which is started if none runs. An engine of another build of Bowsprit
   * is replaced if it is idle.
   *
   * @throws GatewayException UNAVAILABLE with what the engine said, if it does not start;
   *     FAILED_PRECONDITION if an engine of another build is busy
   */
  public BuildClient connect() throws IOException {
    Optional<BuildClient> running = current();
    if (running.isPresent()) {
      return running.get();
    }
    Files.createDirectories(files.root());
    try (FileChannel channel =
        FileChannel.open(files.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // let go of by closing the file
      Optional<BuildClient> startedMeanwhile = current();
      return startedMeanwhile.isPresent() ? startedMeanwhile.get() : start();
    }
  }

  private Optional<BuildClient> current() {
    Optional<Found> found = find();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    BuildClient client = found.get().client();
    if (found.get().engine().getBuild().equals(EngineVersion.build())) {
      return Optional.of(client);
    }
    try (client) {
      if (!client.stop(StopRequest.newBuilder().setOnlyIfIdle(true).build())) {
        throw GatewayException.of(
            Code.FAILED_PRECONDITION,
            "the engine of "
                + files.root()
                + " is of another build of Bowsprit and still builds; wait for it, or end it with"
                + " `bowsprit engine stop --force`");
      }
    }
    return Optional.empty();
  }

  private BuildClient start() throws IOException {
    long logStart = Files.exists(files.log()) ? Files.size(files.log()) : 0;
    Process process = EngineCommand.start(config, files, idle);
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Found> found = find();
      if (found.isPresent()) {
        if (found.get().engine().getBuild().equals(EngineVersion.build())) {
          return found.get().client();
        }
        found.get().client().close(); // the old one, which is about to end
      }
      if (waitFor(process)) {
        throw notStarted("it ended with code " + process.exitValue(), logStart);
      }
    }
    process.destroy();
    throw notStarted("it did not answer within " + START.toSeconds() + " s", logStart);
  }

  private static boolean waitFor(Process process) {
    try {
      return process.waitFor(STEP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    }
  }

  private GatewayException notStarted(String why, long logStart) {
    StringBuilder message =
        new StringBuilder("the engine of " + files.root() + " did not start: " + why);
    for (String line : lastLines(files.log(), logStart)) {
      message.append("\n  ").append(line);
    }
    return GatewayException.of(Code.UNAVAILABLE, message.toString());
  }

  private static List<String> lastLines(Path log, long start) {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = Math.clamp(start, 0, all.length);
      List<String> lines =
          new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
