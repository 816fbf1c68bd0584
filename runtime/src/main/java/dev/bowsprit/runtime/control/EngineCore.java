package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.SessionRegistry;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.solver.ProgressLog;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.worker.Waiting;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.ref.RecordFilter;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: one worker, one solver, and the builds that run on them. */
public final class EngineCore implements BuildEngine {

  private static final Logger log = LoggerFactory.getLogger(EngineCore.class);

  /** How long a client may wait for a build that has not begun. */
  private static final Duration BEGIN = Duration.ofSeconds(20);

  /** How long builds that are cancelled may take to end. */
  private static final Duration END = Duration.ofSeconds(20);

  /** How many builds that have ended can still be asked what happened in them. */
  private static final int REMEMBERED = 16;

  private final EngineParts parts;
  private final SessionRegistry sessions;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, ActiveBuild> builds = new LinkedHashMap<>();
  private final Map<String, ProgressLog> ended =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ProgressLog> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Set<Thread> threads = new HashSet<>();
  private boolean closing;

  private EngineCore(EngineParts parts, SessionRegistry sessions) {
    this.parts = parts;
    this.sessions = sessions;
  }

  /**
   * Opens the engine of a root that the caller has locked, making the root if it does not exist,
   * and cleaning up what an engine that was killed has left.
   *
   * @throws IOException if the root cannot be used, or the host lacks something
   */
  public static EngineCore open(EngineConfig config, SessionRegistry sessions) throws IOException {
    return new EngineCore(EngineParts.open(config, sessions), sessions);
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    ActiveBuild build = begin(request);
    try (build) {
      return build.run();
    } finally {
      end(build);
    }
  }

  private ActiveBuild begin(SolveRequest request) {
    Optional<Session> session =
        request.getSession().isEmpty()
            ? Optional.empty()
            : Optional.of(sessions.get(request.getSession()));
    parts.checkEntitlements(request.getEntitlementsList());
    String id = request.getRef().isEmpty() ? UUID.randomUUID().toString() : request.getRef();
    lock.lock();
    try {
      if (closing) {
        throw GatewayException.of(Code.UNAVAILABLE, "the engine is closing");
      }
      if (builds.containsKey(id)) {
        throw GatewayException.of(Code.ALREADY_EXISTS, "job ID " + id + " exists");
      }
      BuildJob job = parts.solver().newJob(id, session, Set.copyOf(request.getEntitlementsList()));
      job.guard(parts.guard(request, job));
      ActiveBuild build =
          new ActiveBuild(
              request, job, parts.frontends(), parts.exporters(), parts.refs(), Clock.systemUTC());
      builds.put(id, build);
      threads.add(Thread.currentThread());
      changed.signalAll();
      return build;
    } finally {
      lock.unlock();
    }
  }

  private void end(ActiveBuild build) {
    lock.lock();
    try {
      builds.remove(build.job().id());
      ended.put(build.job().id(), build.job().progressLog());
      threads.remove(Thread.currentThread());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    parts.frontends().prepare();
    parts.collectGarbage();
  }

  @Override
  public void status(String ref, Consumer<StatusResponse> sink) {
    try {
      progress(ref).follow(sink);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    }
  }

  private ProgressLog progress(String ref) throws InterruptedException {
    lock.lock();
    try {
      awaitBegin(ref, () -> builds.containsKey(ref) || ended.containsKey(ref));
      ActiveBuild build = builds.get(ref);
      return build == null ? Objects.requireNonNull(ended.get(ref)) : build.job().progressLog();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Gateway gateway(String ref) {
    ActiveBuild build;
    lock.lock();
    try {
      awaitBegin(ref, () -> builds.containsKey(ref));
      build = Objects.requireNonNull(builds.get(ref));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } finally {
      lock.unlock();
    }
    return build.gateway();
  }

  /** Clients may ask for a build before it has begun. */
  private void awaitBegin(String ref, BooleanSupplier known) throws InterruptedException {
    if (!Waiting.until(changed, known, BEGIN)) {
      throw GatewayException.of(Code.NOT_FOUND, "no such job " + ref);
    }
  }

  @Override
  public List<WorkerRecord> workers() {
    return parts.workers();
  }

  @Override
  public List<UsageRecord> diskUsage(List<String> filters) {
    return parts.refs().usage().stream().filter(RecordFilter.anyOf(filters)).toList();
  }

  @Override
  public List<UsageRecord> prune(PrunePolicy policy) {
    parts.frontends().discardPrepared();
    return parts.refs().prune(policy);
  }

  @Override
  public int activeBuilds() {
    lock.lock();
    try {
      return builds.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      closing = true;
      threads.forEach(Thread::interrupt);
      if (!Waiting.until(changed, threads::isEmpty, END)) {
        log.warn("{} builds did not end in time", threads.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
      parts.close();
    }
  }
}
