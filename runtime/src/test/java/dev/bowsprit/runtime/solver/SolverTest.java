package dev.bowsprit.runtime.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.cache.ResultCache;
import dev.bowsprit.runtime.solver.CacheMap.InputKey;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.wire.pb.Definition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The solver with real references and cache, and operations that write one small file. */
@Execution(ExecutionMode.SAME_THREAD)
class SolverTest {

  @TempDir Path root;

  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private MetadataStore metadata;
  private LayeredRefStore refs;
  private Solver solver;

  /** What an operation writes, or how it fails. */
  private interface Behaviour {
    String content() throws Exception;
  }

  @BeforeEach
  void open() throws IOException {
    metadata = MetadataStore.open(root.resolve("metadata.db"));
    refs =
        new LayeredRefStore(
            root,
            metadata,
            new OverlaySnapshotter(root.resolve("snapshots")),
            new FileContentStore(root.resolve("content")),
            null,
            mounts -> {
              throw new AssertionError("nothing is mounted here");
            },
            (lower, upper, layer) -> {},
            List.of());
    solver =
        new Solver(
            this::op,
            new ResultCache(metadata),
            refs,
            (ref, selection) -> Digest.sha256(contentOf(ref)),
            OptionalInt.empty(),
            1000);
  }

  @AfterEach
  void close() {
    refs.close();
    metadata.close();
  }

  private String contentOf(ImmutableRef ref) {
    try {
      return Files.readString(root.resolve("snapshots").resolve(folderOf(ref)).resolve("content"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folderOf(ImmutableRef ref) throws IOException {
    return new OverlaySnapshotter(root.resolve("snapshots")).folder(ref.layers().getLast().id());
  }

  private Op op(Vertex vertex) {
    String name = vertex.op().getExec().getMeta().getArgs(0);
    return new Op() {
      @Override
      public CacheMap cacheMap(OpContext context) {
        // Names with "by content" look at their inputs' files only; "volatile" ones are sources.
        // "of N" limits that to the input with this index.
        InputKey content = InputKey.byContent(Digest.sha256("/"), List.of(Selection.of("/")));
        List<InputKey> keys = new ArrayList<>();
        for (int i = 0; i < vertex.inputs().size(); i++) {
          boolean looks =
              name.contains("by content") && (!name.contains(" of ") || name.endsWith(" of " + i));
          keys.add(looks ? content : InputKey.byDefinition());
        }
        return new CacheMap(Digest.sha256(name), keys, !name.startsWith("volatile"));
      }

      @Override
      public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
        runs.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
        try (ImmutableRef base = refs.scratch();
            MutableRef made = refs.mutable(base, RefInfo.regular(name))) {
          String content = behaviours.getOrDefault(name, () -> name).content();
          Files.writeString(made.folder().resolve("content"), content);
          return List.of(made.commit());
        } catch (RuntimeException e) {
          throw e;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw GatewayException.of(GatewayException.Code.CANCELLED, "interrupted");
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private BuildJob job(String id) {
    return solver.newJob(id, Optional.empty(), Set.of());
  }

  private String solve(Definition definition) {
    try (BuildJob job = job("job" + System.nanoTime())) {
      return contentOf(job.load(definition).get());
    }
  }

  private int runsOf(String name) {
    return runs.getOrDefault(name, new AtomicInteger()).get();
  }

  @Test
  void aVertexThatSeveralDependOnRunsOnce() {
    GraphBuilder graph = new GraphBuilder();
    String base = graph.op("base");
    Definition definition = graph.build(graph.op("top", graph.op("a", base), graph.op("b", base)));

    assertThat(solve(definition)).isEqualTo("top");
    assertThat(runsOf("base")).isEqualTo(1);
  }

  @Test
  void independentVerticesRunAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    for (String name : List.of("a", "b")) {
      behaviours.put(
          name,
          () -> {
            both.await();
            return name;
          });
    }
    GraphBuilder graph = new GraphBuilder();
    Definition definition = graph.build(graph.op("top", graph.op("a"), graph.op("b")));

    assertThat(solve(definition)).isEqualTo("top");
  }

  @Test
  void stagesWhoseFilesAreCopiedOneAfterTheOtherRunAtTheSameTime() {
    CyclicBarrier all = new CyclicBarrier(3);
    GraphBuilder graph = new GraphBuilder();
    String last = graph.op("base");
    for (String name : List.of("s1", "s2", "s3")) {
      behaviours.put(
          name,
          () -> {
            all.await();
            return name;
          });
      last = graph.op("copy " + name + " by content of 1", last, graph.op(name));
    }

    assertThat(solve(graph.build(last))).startsWith("copy s3");
  }

  @Test
  void aSecondBuildFindsEverythingInTheCacheAlsoAfterARestart() throws IOException {
    GraphBuilder graph = new GraphBuilder();
    Definition definition = graph.build(graph.op("top", graph.op("base")));
    solve(definition);
    close();
    open();

    assertThat(solve(definition)).isEqualTo("top");
    assertThat(runsOf("top")).isEqualTo(1);
    assertThat(runsOf("base")).isEqualTo(1);
  }

  @Test
  void whatLooksAtContentOnlyIsNotRunAgainForOtherInputsWithEqualContent() {
    behaviours.put("volatile 1", () -> "same");
    behaviours.put("volatile 2", () -> "same");
    behaviours.put("volatile 3", () -> "other");
    for (int i = 1; i <= 3; i++) {
      GraphBuilder graph = new GraphBuilder();
      String copy = graph.op("copy by content", graph.op("volatile " + i));
      solve(graph.build(graph.op("after copy", copy)));
    }

    assertThat(runsOf("copy by content")).isEqualTo(2);
    assertThat(runsOf("after copy")).isEqualTo(2);
  }

  @Test
  void aSourceThatCannotBeKeptIsAskedInEachBuild() {
    for (int i = 0; i < 2; i++) {
      GraphBuilder graph = new GraphBuilder();
      solve(graph.build(graph.op("copy by content", graph.op("volatile"))));
    }

    assertThat(runsOf("volatile")).isEqualTo(2);
    assertThat(runsOf("copy by content")).isEqualTo(1);
  }

  @Test
  void whatIgnoresTheCacheRunsAgainAndSoDoesWhatDependsOnIt() {
    AtomicInteger counter = new AtomicInteger();
    behaviours.put("now", () -> "run " + counter.incrementAndGet());
    GraphBuilder plain = new GraphBuilder();
    Definition ordinary = plain.build(plain.op("top", plain.op("now")));
    GraphBuilder fresh = new GraphBuilder();
    Definition ignoring = fresh.build(fresh.op("top", fresh.opIgnoringCache("now")));

    solve(ordinary);
    solve(ignoring);
    assertThat(runsOf("now")).isEqualTo(2);
    assertThat(runsOf("top")).isEqualTo(2);

    solve(ordinary);
    assertThat(runsOf("now")).as("the newer result is in the cache").isEqualTo(2);
    assertThat(runsOf("top")).isEqualTo(2);
  }

  @Test
  void aPrunedResultIsMadeAgain() {
    GraphBuilder graph = new GraphBuilder();
    Definition definition = graph.build(graph.op("only"));
    solve(definition);
    for (UsageRecord record : refs.usage()) {
      refs.prune(new PrunePolicy(List.of("id==" + record.id()), true, Duration.ZERO, 0, 0, 0));
    }
    assertThat(refs.usage()).isEmpty();

    assertThat(solve(definition)).isEqualTo("only");
    assertThat(runsOf("only")).isEqualTo(2);
  }

  @Test
  void aFailureNamesItsVertexAndIsTriedAgainByTheNextBuild() {
    behaviours.put(
        "fails",
        () -> {
          throw GatewayException.of(GatewayException.Code.UNKNOWN, "exit code: 1");
        });
    GraphBuilder graph = new GraphBuilder();
    String fails = graph.op("fails");
    Definition definition = graph.build(graph.op("top", fails));

    assertThatThrownBy(() -> solve(definition))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e).hasMessage("exit code: 1");
              assertThat(SolveErrors.vertexOf(e)).contains(fails);
            });

    behaviours.remove("fails");
    assertThat(solve(definition)).isEqualTo("top");
  }

  @Test
  void aFailureStopsWhatRunsBesideItAndLeavesNothingLeased() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<String> ended = new AtomicReference<>("never ran");
    behaviours.put(
        "slow",
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException e) {
            ended.set("interrupted");
            throw e;
          }
        });
    behaviours.put(
        "fails",
        () -> {
          running.await();
          throw GatewayException.of(GatewayException.Code.UNKNOWN, "no");
        });
    GraphBuilder graph = new GraphBuilder();
    Definition definition = graph.build(graph.op("top", graph.op("slow"), graph.op("fails")));

    assertThatThrownBy(() -> solve(definition)).hasMessage("no");
    assertThat(ended).hasValue("interrupted");
    assertThat(refs.usage()).noneMatch(UsageRecord::inUse);
  }

  @Test
  void aCancelledBuildDoesNotDisturbAnotherOneThatWaitsForTheSameVertex() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    behaviours.put(
        "shared",
        () -> {
          running.countDown();
          mayEnd.await();
          return "shared";
        });
    GraphBuilder graph = new GraphBuilder();
    Definition definition = graph.build(graph.op("shared"));
    AtomicReference<String> result = new AtomicReference<>();
    CountDownLatch cancelledOne = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () -> {
              try {
                solve(definition);
              } catch (GatewayException e) {
                cancelledOne.countDown();
              }
            });
    running.await();
    Thread second = Thread.startVirtualThread(() -> result.set(solve(definition)));
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    first.interrupt();
    cancelledOne.await();
    mayEnd.countDown();
    second.join();

    assertThat(result).hasValue("shared");
    assertThat(runsOf("shared")).isEqualTo(1);
  }

  @Test
  void aLongChainIsSolved() {
    GraphBuilder graph = new GraphBuilder();
    String last = graph.op("0");
    for (int i = 1; i < 300; i++) {
      last = graph.op(String.valueOf(i), last);
    }

    assertThat(solve(graph.build(last))).isEqualTo("299");
  }

  @Test
  void aDefinitionWithMoreVerticesThanAllowedIsRefused() {
    GraphBuilder graph = new GraphBuilder();
    String last = graph.op("0");
    for (int i = 1; i <= 1000; i++) {
      last = graph.op(String.valueOf(i), last);
    }
    Definition definition = graph.build(last);

    assertThatThrownBy(() -> solve(definition)).hasMessageContaining("limit of 1000");
  }

  @Test
  void aBrokenDefinitionIsRefused() {
    Definition definition = new GraphBuilder().build(Digest.sha256("nothing").toString());

    assertThatThrownBy(() -> solve(definition)).hasMessageContaining("missing input digest");
  }
}
