package dev.bowsprit.runtime.solver;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.solver.Vertex.Edge;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.sourcepolicy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One build: what it has asked for so far stays known, and its results leased, until it is closed.
 */
public final class BuildJob implements AutoCloseable {

  private final Solver solver;
  private final String id;
  private final Optional<Session> session;
  private final Set<String> entitlements;
  private final ProgressLog progress = new ProgressLog();
  private final Map<Digest, VertexState> states = new LinkedHashMap<>();
  private final List<Definition> definitions = new ArrayList<>();
  private final Kept kept = new Kept();
  private final Answers answers = new Answers();
  private volatile Optional<SourceGuard> guard = Optional.empty();

  BuildJob(Solver solver, String id, Optional<Session> session, Set<String> entitlements) {
    this.solver = solver;
    this.id = id;
    this.session = session;
    this.entitlements = Set.copyOf(entitlements);
  }

  /** How clients name the build. */
  public String id() {
    return id;
  }

  /** The client, if it can be called back. */
  public Optional<Session> session() {
    return session;
  }

  /** The id of the client's session; empty if it cannot be called back. */
  public String sessionId() {
    return session.map(Session::id).orElse("");
  }

  /** The client as operations see it. */
  public Sessions sessions() {
    return new JobSessions(session.stream().toList());
  }

  /** What happens in the build. */
  public ProgressLog progressLog() {
    return progress;
  }

  /** Whether it may use something beyond the ordinary, {@code network.host} for instance. */
  public boolean entitled(String entitlement) {
    return entitlements.contains(entitlement);
  }

  /** Decides from now on which sources the build may use. */
  public void guard(SourceGuard newGuard) {
    guard = Optional.of(newGuard);
  }

  /**
   * What the build does instead of a source operation.
   *
   * @param policies what the one who wants it says besides, before the build's own policies
   * @throws GatewayException if it may not be done
   */
  public Op admitted(Op op, List<Policy> policies) {
    return guard.map(one -> one.admit(op, policies, List.of())).orElse(op);
  }

  /**
   * Takes a definition into the build without working on it yet.
   *
   * @throws GatewayException INVALID_ARGUMENT if the definition is broken
   */
  public LazyResult load(Definition definition) {
    return load(definition, List.of());
  }

  /**
   * Takes a definition into the build without working on it yet.
   *
   * @param policies what the one who asks for it says about its sources, beside the build's guard
   * @throws GatewayException INVALID_ARGUMENT if the definition is broken; what the guard says if
   *     it does not admit a source
   */
  public LazyResult load(Definition definition, List<Policy> policies) {
    Definition admitted = admitted(definition, policies);
    Optional<Edge> head = GraphLoader.load(admitted, solver.vertexLimit());
    if (head.isEmpty()) {
      return new LazyResult(definition, Optional.empty(), 0);
    }
    synchronized (definitions) {
      definitions.add(admitted);
    }
    VertexState state = solver.attach(this, head.get().vertex());
    return new LazyResult(definition, Optional.of(state), head.get().output());
  }

  private Definition admitted(Definition definition, List<Policy> policies) {
    Optional<SourceGuard> current = guard;
    // What is too large is refused later.
    if (current.isEmpty() || definition.getDefCount() > solver.vertexLimit()) {
      return definition;
    }
    return GuardedDefinition.of(
        definition,
        op -> {
          try {
            return current.get().admit(op, List.of(), policies);
          } catch (GatewayException e) {
            throw e.during("failed to load LLB: error evaluating the source policy");
          }
        });
  }

  /** The empty file system. */
  public ImmutableRef scratch() {
    return solver.scratch();
  }

  /** The work's own line in the progress, for what is no vertex: exports, for instance. */
  public <T> T inProgress(String name, ProgressWork<T> work) {
    return inProgress(Digest.sha256(id + "\n" + name), name, work);
  }

  private <T> T inProgress(Digest digest, String name, ProgressWork<T> work) {
    VertexBroadcast broadcast = broadcast(digest, name);
    try {
      T result = work.run(broadcast);
      broadcast.complete();
      return result;
    } catch (RuntimeException e) {
      GatewayException failure = SolveErrors.naming(digest, e);
      broadcast.fail(SolveErrors.shown(failure));
      throw failure;
    }
  }

  /**
   * A line of its own in the progress that stays open until it is closed, for something that goes
   * on beside the build's own work.
   *
   * @param key tells it from other lines of the same name
   */
  public ProgressLine line(String key, String name) {
    VertexBroadcast broadcast = broadcast(Digest.sha256(id + "\n" + key + "\n" + name), name);
    return new ProgressLine(broadcast, progress);
  }

  private VertexBroadcast broadcast(Digest digest, String name) {
    VertexBroadcast broadcast =
        new VertexBroadcast(
            new Vertex(
                digest, Op.getDefaultInstance(), OpMetadata.getDefaultInstance(), List.of(), name));
    broadcast.attach(progress);
    broadcast.start();
    return broadcast;
  }

  /** Like {@link #inProgress}, for work that may call the client back. */
  public <T> T inContext(String name, Function<OpContext, T> work) {
    return inProgress(name, progress -> work.apply(new JobContext(this, progress)));
  }

  /** Something that lives until the build is closed; made at the first call for the key. */
  <T extends AutoCloseable> T keep(String key, Supplier<T> make) {
    return kept.get(key, make);
  }

  /** What it was told of things that may change. */
  Answers answers() {
    return answers;
  }

  /** Work that shows what it does. */
  @FunctionalInterface
  public interface ProgressWork<T> {
    /** Does it. */
    T run(VertexProgress progress);
  }

  synchronized Optional<VertexState> state(Digest vertex) {
    return Optional.ofNullable(states.get(vertex));
  }

  synchronized void add(VertexState state) {
    states.put(state.vertex().digest(), state);
  }

  /** Adds to an error where in the sources its vertex comes from. */
  private GatewayException located(GatewayException error) {
    Optional<String> vertex = SolveErrors.vertexOf(error);
    if (vertex.isEmpty()) {
      return error;
    }
    synchronized (definitions) {
      for (Definition definition : definitions.reversed()) {
        List<Any> places = SourceDetails.of(definition, vertex.get());
        if (!places.isEmpty() && !error.details().containsAll(places)) {
          return error.withDetails(places);
        }
      }
    }
    return error;
  }

  /** Ends the build: nothing of it is leased any more, and its progress ends. */
  @Override
  public void close() {
    List<VertexState> used;
    synchronized (this) {
      used = new ArrayList<>(states.values());
      states.clear();
    }
    used.forEach(VertexState::settle);
    solver.detach(this, used.reversed());
    kept.close();
    progress.end();
  }

  /** A line of the progress. */
  public static final class ProgressLine implements AutoCloseable {

    private final VertexBroadcast broadcast;
    private final ProgressLog log;

    private ProgressLine(VertexBroadcast broadcast, ProgressLog log) {
      this.broadcast = broadcast;
      this.log = log;
    }

    /** Warns the user, at once and among the build's warnings. */
    public void warn(String text) {
      broadcast.writeLog(VertexProgress.STDERR, ByteString.copyFromUtf8(text + "\n"));
      log.add(
          StatusResponse.newBuilder()
              .addWarnings(
                  VertexWarning.newBuilder()
                      .setVertex(broadcast.digest())
                      .setLevel(1)
                      .setShort(ByteString.copyFromUtf8(text)))
              .build());
    }

    /** Where it shows what goes on. */
    public VertexProgress progress() {
      return broadcast;
    }

    /** Ends it with an error. */
    public void fail(String error) {
      broadcast.fail(error);
    }

    /** Ends it, unless it has ended with an error. */
    @Override
    public void close() {
      broadcast.complete();
    }
  }

  /** What a definition stands for, made when it is asked for. */
  public final class LazyResult {

    private final Definition definition;
    private final Optional<VertexState> state;
    private final int output;

    private LazyResult(Definition definition, Optional<VertexState> state, int output) {
      this.definition = definition;
      this.state = state;
      this.output = output;
    }

    /** The definition. */
    public Definition definition() {
      return definition;
    }

    /**
     * Is told each result that this one will consist of as soon as it is made, so that its layers
     * can be worked on while the build goes on. Results found in the cache may be left out.
     */
    public void whenMade(Consumer<ImmutableRef> listener) {
      if (state.isEmpty()) {
        return;
      }
      for (Lineage.Output part : Lineage.of(state.get(), output)) {
        part.state()
            .whenMade(
                results -> {
                  if (part.index() < results.size()) {
                    listener.accept(results.get(part.index()));
                  }
                });
      }
    }

    /**
     * Makes the result if it is not made yet, and waits for it. It stays leased by the build.
     *
     * @throws GatewayException if something fails, with the vertex and its places in the sources
     */
    public ImmutableRef get() {
      if (state.isEmpty()) {
        return solver.scratch();
      }
      List<ImmutableRef> results;
      try {
        results = state.get().results();
      } catch (GatewayException e) {
        throw located(e);
      } catch (CancellationException e) {
        throw Solver.cancelled();
      }
      if (output >= results.size()) {
        throw GatewayException.of(
            GatewayException.Code.INVALID_ARGUMENT,
            "%s has no output %d".formatted(state.get().vertex().name(), output));
      }
      return results.get(output);
    }
  }
}
