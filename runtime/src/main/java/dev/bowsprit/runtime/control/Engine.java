package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.session.SessionHub;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * An engine inside this process: open it, build, close it.
 *
 * {@snippet :
 * try (Engine engine = Engine.open(Path.of("/var/lib/bowsprit"));
 *     BuildClient client = engine.client()) {
 *   client.build(BuildClient.Build.of(request, ClientOffers.ofFolders(folders)), progress);
 * }
 * }
 *
 * <p>A root belongs to one engine at a time, in whatever process.
 */
public final class Engine implements Closeable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RootLock lock;
  private final EngineServer server;
  private final String name = "bowsprit-" + UUID.randomUUID();

  private Engine(RootLock lock, EngineServer server) {
    this.lock = lock;
    this.server = server;
    server.listenInProcess(name);
  }

  /** Opens the engine of a root with nothing out of the ordinary. */
  public static Engine open(Path root) throws IOException {
    return open(EngineConfig.of(root));
  }

  /**
   * Opens an engine.
   *
   * @throws GatewayException FAILED_PRECONDITION if another engine has the root
   * @throws IOException if the root cannot be used
   */
  public static Engine open(EngineConfig config) throws IOException {
    return open(config, EngineCore::open);
  }

  /** Opens an engine that a factory makes. */
  static Engine open(EngineConfig config, EngineFactory factory) throws IOException {
    RootLock lock = lock(config.root(), PATIENCE);
    try {
      SessionHub sessions = new SessionHub();
      BuildEngine engine = factory.open(config, sessions);
      return new Engine(lock, new EngineServer(engine, sessions, config.root(), () -> {}));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static RootLock lock(Path root, Duration patience) throws IOException {
    Files.createDirectories(root);
    EngineFiles files = EngineFiles.of(root, Map.of());
    return RootLock.take(files.lock(), patience).orElseThrow(() -> inUse(files));
  }

  private static GatewayException inUse(EngineFiles files) {
    String owner;
    try {
      owner = RootLock.owner(files.lock()).map(pid -> " (process " + pid + ")").orElse("");
    } catch (IOException e) {
      owner = "";
    }
    return GatewayException.of(
        GatewayException.Code.FAILED_PRECONDITION,
        "another engine"
            + owner
            + " has the root "
            + files.root()
            + "; stop it with `bowsprit engine stop`, or name another root with --root");
  }

  /** A client of this engine; closing it leaves the engine open. */
  public BuildClient client() {
    return BuildClient.inProcess(name);
  }

  /** Cancels all builds, waits for their end and lets go of the root. */
  @Override
  public void close() throws IOException {
    try {
      server.close();
    } finally {
      lock.close();
    }
  }
}
