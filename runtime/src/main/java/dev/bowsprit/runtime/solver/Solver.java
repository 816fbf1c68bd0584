package dev.bowsprit.runtime.solver;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.cache.ResultCache;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.Vertex.Edge;
import dev.bowsprit.runtime.worker.ContentHasher;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Solves graphs for any number of builds at once: equal vertices are one, their work is done once,
 * and independent ones are worked on at the same time.
 */
public final class Solver {

  /** States are told apart by vertex and by whether they may use the cache. */
  private record StateId(Digest vertex, boolean ignoreCache) {}

  private final OpFactory ops;
  private final Services services;
  private final int vertexLimit;
  private final Map<StateId, VertexState> states = new HashMap<>();

  /**
   * Makes a solver.
   *
   * @param maxParallelism how many operations may run at the same time; empty for no limit
   * @param vertexLimit the most vertices that one definition may have
   */
  public Solver(
      OpFactory ops,
      ResultCache cache,
      RefStore refs,
      ContentHasher hasher,
      OptionalInt maxParallelism,
      int vertexLimit) {
    this.ops = ops;
    this.services = new Services(cache, refs, hasher, maxParallelism);
    this.vertexLimit = vertexLimit;
  }

  /**
   * Begins a build.
   *
   * @param id how clients name it
   * @param session the client, if it can be called back
   * @param entitlements what it may use beyond the ordinary
   */
  public BuildJob newJob(String id, Optional<Session> session, Set<String> entitlements) {
    return new BuildJob(this, id, session, entitlements);
  }

  int vertexLimit() {
    return vertexLimit;
  }

  ImmutableRef scratch() {
    return services.refs().scratch();
  }

  /** The state of a vertex and of all below it, shared with other builds, attached to the job. */
  synchronized VertexState attach(BuildJob job, Vertex root) {
    Map<Vertex, VertexState> seen = new HashMap<>();
    Deque<Vertex> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Vertex vertex = stack.peek();
      List<Vertex> missing = new ArrayList<>();
      for (Edge input : vertex.inputs()) {
        if (!seen.containsKey(input.vertex())) {
          missing.add(input.vertex());
        }
      }
      if (missing.isEmpty()) {
        stack.pop();
        seen.computeIfAbsent(vertex, v -> attachOne(job, v, seen));
      } else {
        missing.forEach(stack::push);
      }
    }
    VertexState state = seen.get(root);
    if (state == null) {
      throw new IllegalStateException("vertex without a state: " + root);
    }
    return state;
  }

  private VertexState attachOne(BuildJob job, Vertex vertex, Map<Vertex, VertexState> seen) {
    StateId id = new StateId(vertex.digest(), vertex.metadata().getIgnoreCache());
    Optional<VertexState> own = job.state(vertex.digest());
    if (own.isPresent()) {
      return own.get();
    }
    VertexState state =
        states.computeIfAbsent(
            id,
            i -> {
              List<VertexState> inputs = new ArrayList<>();
              for (Edge input : vertex.inputs()) {
                VertexState below = seen.get(input.vertex());
                if (below == null) {
                  throw new IllegalStateException("input without a state: " + input);
                }
                inputs.add(below);
              }
              return new VertexState(vertex, i.ignoreCache(), ops.create(vertex), inputs, services);
            });
    job.add(state);
    state.attach(job);
    return state;
  }

  /** Lets go of everything that a build used. */
  void detach(BuildJob job, Iterable<VertexState> used) {
    List<VertexState> unused = new ArrayList<>();
    synchronized (this) {
      for (VertexState state : used) {
        if (state.detach(job)) {
          states.values().removeIf(s -> s == state);
          unused.add(state);
        }
      }
    }
    unused.forEach(VertexState::release);
  }

  private synchronized void forget(VertexState state) {
    states.values().removeIf(s -> s == state);
  }

  /** What vertices use. */
  private final class Services implements SolverServices {

    private final ResultCache cache;
    private final RefStore refs;
    private final ContentHasher hasher;
    private final Optional<Semaphore> room;
    private final SecureRandom random = new SecureRandom();
    private final KeyLocks locks = new KeyLocks();

    Services(ResultCache cache, RefStore refs, ContentHasher hasher, OptionalInt maxParallelism) {
      this.cache = cache;
      this.refs = refs;
      this.hasher = hasher;
      this.room =
          maxParallelism.isPresent()
              ? Optional.of(new Semaphore(maxParallelism.getAsInt(), true))
              : Optional.empty();
    }

    @Override
    public ResultCache cache() {
      return cache;
    }

    @Override
    public RefStore refs() {
      return refs;
    }

    @Override
    public ContentHasher hasher() {
      return hasher;
    }

    @Override
    public String newSalt() {
      return new BigInteger(128, random).toString(36);
    }

    @Override
    public KeyLocks locks() {
      return locks;
    }

    @Override
    public List<ImmutableRef> limited(Supplier<List<ImmutableRef>> operation) {
      if (room.isEmpty()) {
        return operation.get();
      }
      try {
        room.get().acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      try {
        return operation.get();
      } finally {
        room.get().release();
      }
    }

    @Override
    public void forget(VertexState state) {
      Solver.this.forget(state);
    }
  }

  static GatewayException cancelled() {
    return GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
  }
}
