package dev.bowsprit.runtime.solver;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.cache.ResultCache;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.solver.CacheMap.InputKey;
import dev.bowsprit.runtime.solver.Vertex.Edge;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.LinuxResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What is known of a vertex while builds use it: its keys, its results, who is told about it.
 *
 * <p>Its key is computed first, asking the inputs for theirs and, where an input counts by content,
 * for its files; unless the key that its definition had in an earlier build is known, for which no
 * file is needed. Only if no result belongs to the key, the inputs' results are made and the
 * operation is run.
 */
final class VertexState implements OpContext {

  /**
   * What a vertex's dependents and its results are found by.
   *
   * @param digest the key of the results
   * @param salt see {@link ResultCache.Entry#salt}
   * @param durable whether it means the same in another build
   */
  record Key(Digest digest, String salt, boolean durable) {

    Digest ofOutput(int output) {
      return Digest.sha256(digest + " " + salt + " " + output);
    }
  }

  /**
   * The definition of a vertex and of all below it.
   *
   * @param durable whether it means the same in another build
   * @param fresh whether something in it ignores the cache
   */
  private record Definition(Digest digest, boolean durable, boolean fresh) {}

  private final Vertex vertex;
  private final boolean ignoreCache;
  private final Op op;
  private final List<VertexState> inputs;
  private final SolverServices services;
  private final VertexBroadcast broadcast;
  private final Set<BuildJob> jobs = new CopyOnWriteArraySet<>();
  private final Kept kept = new Kept();
  private final List<Consumer<List<ImmutableRef>>> listeners = new CopyOnWriteArrayList<>();
  private final List<OpFailure> failures = new CopyOnWriteArrayList<>();
  private final SharedTask<CacheMap> cacheMap;
  private final SharedTask<Definition> definition;
  private final SharedTask<Key> key;
  private final SharedTask<List<ImmutableRef>> results;

  VertexState(
      Vertex vertex,
      boolean ignoreCache,
      Op op,
      List<VertexState> inputs,
      SolverServices services) {
    this.vertex = vertex;
    this.ignoreCache = ignoreCache;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.services = services;
    this.broadcast = new VertexBroadcast(vertex);
    this.cacheMap = new SharedTask<>("cache map of " + vertex.name(), this::computeCacheMap);
    this.definition = new SharedTask<>("definition of " + vertex.name(), this::computeDefinition);
    this.key = new SharedTask<>("cache key of " + vertex.name(), this::computeKey);
    this.results = new SharedTask<>(vertex.name(), this::computeResults);
  }

  Vertex vertex() {
    return vertex;
  }

  List<VertexState> inputs() {
    return inputs;
  }

  /** Is told the results as soon as they are made; at once if they are. */
  void whenMade(Consumer<List<ImmutableRef>> listener) {
    listeners.add(listener);
    List<ImmutableRef> made = results.valueNow();
    if (made != null) {
      listener.accept(made);
    }
  }

  void attach(BuildJob job) {
    if (jobs.add(job)) {
      broadcast.attach(job.progressLog());
    }
  }

  /** Lets go of a build; true if it was the last one, after which the state is released. */
  boolean detach(BuildJob job) {
    jobs.remove(job);
    broadcast.detach(job.progressLog());
    return jobs.isEmpty();
  }

  /** Ends the leases on results and whatever the operation kept. */
  void release() {
    List<ImmutableRef> made = results.valueNow();
    if (made != null) {
      made.forEach(ImmutableRef::close);
    }
    failures.forEach(each -> each.release(services.refs()));
    kept.close();
  }

  /** The results of all outputs; they belong to this state. */
  List<ImmutableRef> results() {
    return results.join();
  }

  Key key() {
    return key.join();
  }

  private CacheMap computeCacheMap() {
    return told(
        () -> {
          if (vertex.op().hasSource()) {
            broadcast.start();
          }
          CacheMap map = op.cacheMap(this);
          if (map.inputs().size() != inputs.size()) {
            throw new IllegalStateException("cache map does not fit the inputs of " + vertex);
          }
          return map;
        });
  }

  /** The key of the definition alone: nothing is run for it, sources are only looked up. */
  private Definition computeDefinition() {
    List<Definition> below = Parallel.map(inputs, state -> state.definition.join());
    CacheMap own = cacheMap.join();
    StringBuilder text = new StringBuilder("definition ").append(own.digest());
    boolean durable = own.cacheable();
    boolean fresh = ignoreCache;
    for (int i = 0; i < below.size(); i++) {
      text.append('\n').append(below.get(i).digest()).append(' ').append(output(i));
      own.inputs().get(i).selector().ifPresent(selector -> text.append(' ').append(selector));
      durable &= below.get(i).durable();
      fresh |= below.get(i).fresh();
    }
    return new Definition(Digest.sha256(text.toString()), durable, fresh);
  }

  private Key computeKey() {
    Definition known = definition.join();
    CacheMap own = cacheMap.join();
    String salt = ignoreCache ? services.newSalt() : "";
    boolean byContent = IntStream.range(0, inputs.size()).anyMatch(i -> countsByContent(own, i));
    if (byContent && known.durable() && !known.fresh()) {
      Optional<Digest> content = services.cache().contentKey(known.digest());
      if (content.isPresent() && services.cache().find(content.get()).isPresent()) {
        return withKnownSalt(new Key(content.get(), salt, own.cacheable()));
      }
    }
    List<String> parts = Parallel.map(indexes(), i -> inputPart(own, i));
    Digest digest = Digest.sha256("key " + own.digest() + '\n' + String.join("\n", parts));
    if (byContent && known.durable()) {
      services.cache().putContentKey(known.digest(), digest);
    }
    return withKnownSalt(new Key(digest, salt, own.cacheable()));
  }

  /** Files count instead of a key where the operation says so, or where the key means nothing. */
  private boolean countsByContent(CacheMap own, int input) {
    return own.inputs().get(input).content().isPresent()
        || !inputs.get(input).cacheMap.join().cacheable();
  }

  /** Dependents of results that were made anew are found under the salt of those results. */
  private Key withKnownSalt(Key computed) {
    if (ignoreCache || !computed.durable()) {
      return computed;
    }
    Optional<ResultCache.Entry> entry = services.cache().find(computed.digest());
    if (entry.isEmpty()) {
      return computed;
    }
    broadcast.cached();
    return new Key(computed.digest(), entry.get().salt(), true);
  }

  /** What an input adds to the key. */
  private String inputPart(CacheMap own, int index) {
    InputKey input = own.inputs().get(index);
    if (!countsByContent(own, index)) {
      return inputs.get(index).key().ofOutput(output(index))
          + input.selector().map(selector -> " " + selector).orElse("");
    }
    List<Selection> selections = input.content().orElse(List.of(Selection.of("/")));
    ImmutableRef ref = inputResult(index);
    StringBuilder part = new StringBuilder();
    for (Selection selection : selections) {
      part.append(told(() -> checksum(index, ref, selection))).append(' ');
    }
    return part.toString();
  }

  private Digest checksum(int index, ImmutableRef input, Selection selection) {
    try {
      return services.hasher().checksum(input, selection);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw OpFailure.ofContent(e, index, input.share());
    }
  }

  private List<Integer> indexes() {
    return IntStream.range(0, inputs.size()).boxed().toList();
  }

  private int output(int input) {
    return vertex.inputs().get(input).output();
  }

  private ImmutableRef inputResult(int index) {
    List<ImmutableRef> made = inputs.get(index).results();
    Edge edge = vertex.inputs().get(index);
    if (edge.output() >= made.size()) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT,
          "%s has no output %d".formatted(edge.vertex().name(), edge.output()));
    }
    return made.get(edge.output());
  }

  private List<ImmutableRef> computeResults() throws InterruptedException {
    Key own = key();
    Optional<List<ImmutableRef>> cached = cached(own);
    if (cached.isPresent()) {
      return cached.get();
    }
    List<ImmutableRef> inputRefs = Parallel.map(indexes(), this::inputResult);
    // Vertices of different definitions may have the same content-based key: one runs, the other
    // then finds its result.
    try (KeyLocks.Held held = services.locks().acquire(own.digest())) {
      Optional<List<ImmutableRef>> meanwhile = held.waited() ? cached(own) : Optional.empty();
      return meanwhile.isPresent() ? meanwhile.get() : run(own, inputRefs);
    }
  }

  private Optional<List<ImmutableRef>> cached(Key own) {
    Optional<List<ImmutableRef>> refs = ignoreCache ? Optional.empty() : load(own);
    if (refs.isPresent()) {
      broadcast.cached();
    }
    return refs;
  }

  private Optional<List<ImmutableRef>> load(Key own) {
    if (!own.durable()) {
      return Optional.empty();
    }
    Optional<ResultCache.Entry> entry = services.cache().find(own.digest());
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    List<ImmutableRef> refs = new ArrayList<>();
    for (String id : entry.get().refs()) {
      Optional<ImmutableRef> ref = services.refs().get(id);
      if (ref.isEmpty()) {
        refs.forEach(ImmutableRef::close);
        services.cache().forget(id);
        return Optional.empty();
      }
      refs.add(ref.get());
    }
    return Optional.of(refs);
  }

  private List<ImmutableRef> run(Key own, List<ImmutableRef> inputRefs) {
    List<ImmutableRef> made =
        told(
            () -> {
              broadcast.start();
              List<ImmutableRef> refs = services.limited(() -> op.exec(this, inputRefs));
              broadcast.complete();
              listeners.forEach(listener -> listener.accept(refs));
              return refs;
            });
    if (own.durable()) {
      services
          .cache()
          .put(
              own.digest(),
              new ResultCache.Entry(made.stream().map(ImmutableRef::id).toList(), own.salt()));
    }
    return List.copyOf(made);
  }

  /** Does something of the operation; if it fails, builds are told, and the error says where. */
  private <T> T told(Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException | Error e) {
      services.forget(this);
      OpFailure.in(e).ifPresent(failures::add);
      GatewayException located = SolveErrors.ofVertex(e, vertex);
      broadcast.fail(SolveErrors.shown(located));
      throw located;
    }
  }

  @Override
  public Sessions sessions() {
    return new JobSessions(jobs.stream().flatMap(job -> job.session().stream()).toList());
  }

  @Override
  public VertexProgress progress() {
    return broadcast;
  }

  @Override
  public <T extends AutoCloseable> T keep(String name, Supplier<T> make) {
    return kept.get(name, make);
  }

  @Override
  public <T> T once(Class<T> type, String name, Supplier<T> ask) {
    return Answers.once(jobs.stream().map(BuildJob::answers).toList(), type, name, ask);
  }

  @Override
  public ImmutableRef solve(dev.bowsprit.wire.pb.Definition nested) {
    // All waiting builds hold the nested vertices, so that one may be cancelled without the others.
    List<BuildJob.LazyResult> loaded = jobs.stream().map(job -> job.load(nested)).toList();
    return loaded.getFirst().get().share();
  }

  @Override
  public boolean entitled(String entitlement) {
    return jobs.stream().allMatch(job -> job.entitled(entitlement));
  }

  @Override
  public Optional<LinuxResources> resources() {
    return vertex.metadata().hasLinuxResources()
        ? Optional.of(vertex.metadata().getLinuxResources())
        : Optional.empty();
  }

  /** Says that the source was looked up although nothing needed its files. */
  void settle() {
    broadcast.complete();
  }
}
