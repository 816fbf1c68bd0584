package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A build of one operation, for tests; closes what it kept. */
public final class LoneBuild implements OpContext, AutoCloseable {

  private final Map<String, AutoCloseable> kept = new ConcurrentHashMap<>();
  private final Sessions sessions;
  private final VertexProgress progress;

  private LoneBuild(List<Session> sessions, VertexProgress progress) {
    this.sessions = new JobSessions(sessions);
    this.progress = progress;
  }

  /** One without a client. */
  public LoneBuild() {
    this(List.of(), LogProgress.SILENT);
  }

  /** One of a client. */
  public LoneBuild(Session client) {
    this(List.of(client), LogProgress.SILENT);
  }

  /** One of a client, with a stream for the operation's log. */
  public LoneBuild(Session client, OutputStream log) {
    this(List.of(client), new LogProgress(log));
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public VertexProgress progress() {
    return progress;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends AutoCloseable> T keep(String key, Supplier<T> make) {
    return (T) kept.computeIfAbsent(key, _ -> make.get());
  }

  @Override
  public ImmutableRef solve(Definition definition) {
    throw new UnsupportedOperationException("no nested builds");
  }

  @Override
  public boolean entitled(String entitlement) {
    return false;
  }

  @Override
  public Optional<LinuxResources> resources() {
    return Optional.empty();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : kept.values()) {
      each.close();
    }
  }
}
