package dev.bowsprit.runtime.control;

import dev.bowsprit.runtime.session.SessionHub;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine as a process of its own, which listens on the socket of its root. */
public final class EngineProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EngineFiles files;
  private final RootLock lock;
  private final List<CountingAcceptor> acceptors;
  private final EngineServer server;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private EngineProcess(
      EngineConfig config, EngineFiles files, RootLock lock, List<Acceptor> acceptors)
      throws IOException {
    this.files = files;
    this.lock = lock;
    this.acceptors = acceptors.stream().map(CountingAcceptor::new).toList();
    SessionHub sessions = new SessionHub();
    BuildEngine engine = EngineCore.open(config.withPreparedFrontends(), sessions);
    this.server = new EngineServer(engine, sessions, files.root(), stopped::countDown);
    this.acceptors.forEach(server::listen);
  }

  /**
   * Starts the engine of a root.
   *
   * @param more sockets to listen on beside the one of the root
   * @throws dev.bowsprit.gateway.GatewayException FAILED_PRECONDITION if another engine has the
   *     root
   */
  public static EngineProcess start(
      EngineConfig config, Map<String, String> environment, List<Path> more) throws IOException {
    EngineFiles files = EngineFiles.of(config.root(), environment);
    RootLock lock = Engine.lock(config.root(), PATIENCE);
    List<Acceptor> acceptors = new ArrayList<>();
    try {
      // Clients that connect while the engine opens wait in the socket's queue.
      acceptors.add(listen(files.socket()));
      for (Path socket : more) {
        acceptors.add(listen(socket));
      }
      EngineProcess process = new EngineProcess(config, files, lock, acceptors);
      LOG.info("engine {} listens on {}", EngineVersion.build(), files.socket());
      return process;
    } catch (IOException | RuntimeException e) {
      for (Acceptor acceptor : acceptors) {
        acceptor.close();
      }
      Files.deleteIfExists(files.socket());
      lock.close();
      throw e;
    }
  }

  /** Listens; a socket that is there already is one of an engine that was killed. */
  private static Acceptor listen(Path socket) throws IOException {
    Files.createDirectories(socket.toAbsolutePath().getParent());
    Files.deleteIfExists(socket);
    Acceptor acceptor = UnixSockets.listen(socket);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    return acceptor;
  }

  /**
   * Waits until the engine is told to stop, or has been idle for some time.
   *
   * @param idle for how long; zero for ever
   */
  public void await(Duration idle) throws InterruptedException {
    long idleSince = System.nanoTime();
    while (!stopped.await(1, TimeUnit.SECONDS)) {
      if (server.isBusy() || acceptors.stream().anyMatch(CountingAcceptor::isConnected)) {
        idleSince = System.nanoTime();
      }
      boolean idleForLong = System.nanoTime() - idleSince >= idle.toNanos();
      if (!idle.isZero()
          && idleForLong
          && acceptors.stream().allMatch(CountingAcceptor::closeIfIdle)) {
        LOG.info("idle for {} s", idle.toSeconds());
        return;
      }
    }
  }

  /** Cancels all builds, waits for their end and lets go of the root; a second call waits too. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stopped.countDown();
    try {
      Files.deleteIfExists(files.socket());
      server.close();
      LOG.info("engine stopped");
    } finally {
      lock.close();
    }
  }

  /** Knows whether clients are connected, and can stop accepting if none is. */
  private static final class CountingAcceptor implements Acceptor {

    private final Acceptor acceptor;
    private int connections;
    private boolean ended;

    CountingAcceptor(Acceptor acceptor) {
      this.acceptor = acceptor;
    }

    @Override
    public Connection accept() throws IOException {
      Connection connection = acceptor.accept();
      synchronized (this) {
        if (ended) {
          connection.close();
          throw new IOException("the engine is stopping");
        }
        connections++;
      }
      return new Counted(connection);
    }

    synchronized boolean isConnected() {
      return connections > 0;
    }

    synchronized boolean closeIfIdle() {
      if (connections == 0) {
        ended = true;
      }
      return ended;
    }

    private synchronized void released() {
      connections--;
    }

    @Override
    public void close() throws IOException {
      acceptor.close();
    }

    private final class Counted implements Connection {

      private final Connection connection;
      private final AtomicBoolean open = new AtomicBoolean(true);

      Counted(Connection connection) {
        this.connection = connection;
      }

      @Override
      public InputStream input() {
        return connection.input();
      }

      @Override
      public OutputStream output() {
        return connection.output();
      }

      @Override
      public void close() throws IOException {
        if (open.compareAndSet(true, false)) {
          released();
        }
        connection.close();
      }
    }
  }
}
