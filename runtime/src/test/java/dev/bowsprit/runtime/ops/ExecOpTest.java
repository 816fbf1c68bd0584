package dev.bowsprit.runtime.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.ops.exec.CacheMounts;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.session.ChannelSession;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.LoneBuild;
import dev.bowsprit.runtime.solver.OpFailure;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.GetSecretResponse;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import dev.bowsprit.runtime.wire.sshforward.CheckAgentRequest;
import dev.bowsprit.runtime.wire.sshforward.CheckAgentResponse;
import dev.bowsprit.runtime.wire.sshforward.SSHGrpc;
import dev.bowsprit.runtime.worker.exec.Busybox;
import dev.bowsprit.runtime.worker.exec.OciExecutor;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.snapshot.MountTable;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.runtime.worker.tree.RealRefs;
import dev.bowsprit.wire.pb.CDIDevice;
import dev.bowsprit.wire.pb.CacheOpt;
import dev.bowsprit.wire.pb.CacheSharingOpt;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.ProxyEnv;
import dev.bowsprit.wire.pb.SSHOpt;
import dev.bowsprit.wire.pb.SecretEnv;
import dev.bowsprit.wire.pb.SecretOpt;
import dev.bowsprit.wire.pb.TmpfsOpt;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps in real containers, over real references, with a client in process. */
@NeedsOverlayfs
@Timeout(60)
class ExecOpTest {

  private static final Platform PLATFORM = Platform.newBuilder().setOS("linux").build();
  private static final Mount ROOT = Mount.newBuilder().setDest("/").build();

  @TempDir Path folder;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private LayeredRefStore refs;
  private CacheMounts caches;
  private ExecWorker worker;
  private ImmutableRef base;
  private Session client;
  private LoneBuild context;

  @BeforeEach
  void open() throws Exception {
    Mounter mounter = new Mounter(folder.resolve("mounts"));
    OciExecutor executor = executor(mounter);
    opened.push(executor);
    OverlaySnapshotter snapshots = new OverlaySnapshotter(folder.resolve("snapshots"));
    caches = new CacheMounts(folder.resolve("caches"), snapshots, InstantSource.system());
    RealRefs real = new RealRefs(folder, mounter, snapshots, List.of(caches));
    opened.push(real);
    refs = real.refs();
    worker = new ExecWorker(refs, executor, caches, mounter);
    base = ref(Busybox::install);
    opened.push(base);
    client = client();
    context = new LoneBuild(client, log);
    opened.push(context);
  }

  private OciExecutor executor(Mounter mounter) {
    try {
      return OciExecutor.open(folder.resolve("run"), mounter, Optional.empty());
    } catch (IOException e) {
      assumeTrue(false, e.getMessage());
      throw new AssertionError(e);
    }
  }

  private interface Filler {
    void fill(Path root) throws IOException;
  }

  private ImmutableRef ref(Filler filler) throws IOException {
    try (ImmutableRef scratch = refs.scratch();
        MutableRef ref = refs.mutable(scratch, RefInfo.regular("test"))) {
      filler.fill(ref.folder());
      return ref.commit();
    }
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (worker == null) {
      return; // Skipped.
    }
    assertThat(MountTable.below(folder)).isEmpty();
    assertThat(folder.resolve("run/bundles")).isEmptyDirectory();
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private Session client() throws IOException {
    String name = folder.toString();
    Server server =
        InProcessServerBuilder.forName(name)
            .addService(new TestSecrets())
            .addService(new TestAgent())
            .build()
            .start();
    var channel = InProcessChannelBuilder.forName(name).build();
    opened.push(server::shutdownNow);
    opened.push(channel::shutdownNow);
    return new ChannelSession(channel);
  }

  private static dev.bowsprit.wire.pb.ExecOp shell(String script, Mount... more) {
    return dev.bowsprit.wire.pb.ExecOp.newBuilder()
        .setMeta(
            Meta.newBuilder()
                .addAllArgs(List.of("sh", "-c", script))
                .setCwd("/")
                .setRemoveMountStubsRecursive(true))
        .addMounts(ROOT)
        .addAllMounts(List.of(more))
        .build();
  }

  private List<ImmutableRef> exec(dev.bowsprit.wire.pb.ExecOp op, ImmutableRef... inputs) {
    List<ImmutableRef> all = new ArrayList<>(List.of(base));
    all.addAll(List.of(inputs));
    return new ExecOp(op, PLATFORM, all.size(), worker).exec(context, all);
  }

  /** Runs a script whose only output is dropped, and gives what it printed. */
  private String print(dev.bowsprit.wire.pb.ExecOp op, ImmutableRef... inputs) {
    exec(op, inputs).forEach(ImmutableRef::close);
    String text = log.toString(StandardCharsets.UTF_8);
    log.reset();
    return text;
  }

  @Test
  void theRootIsTheResult() throws Exception {
    List<ImmutableRef> results = exec(shell("echo done; echo built > /file"));
    assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("done\n");
    assertThat(results).hasSize(1);
    try (ImmutableRef result = results.getFirst();
        MountedDir dir = result.mount()) {
      assertThat(result.layers()).hasSize(2);
      assertThat(dir.path().resolve("file")).hasContent("built");
      assertThat(dir.path().resolve("bin/busybox")).exists();
    }
  }

  @Test
  void aFailedProcessIsNamedWithItsExitCode() {
    int before = refs.usage().size();
    assertThatThrownBy(() -> exec(shell("echo \"x\n\" >&2; exit 3")))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e)
                  .hasMessage(
                      "process \"sh -c echo \\\"x\\n\\\" >&2; exit 3\" did not complete"
                          + " successfully: exit code: 3");
              assertThat(e.details()).hasSize(1);
              assertThat(e.details().getFirst().getTypeUrl())
                  .isEqualTo("github.com/moby/buildkit/gatewayapi.ExitMessage+json");
              assertThat(e.details().getFirst().getValue().toStringUtf8())
                  .isEqualTo("{\"Code\":3}");
              OpFailure.in(e).orElseThrow().release(refs);
            });
    assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("x\n\n");
    assertThat(refs.usage()).hasSize(before);
  }

  @Test
  void aFailureTellsWhatEachMountHad() throws Exception {
    try (ImmutableRef source = ref(root -> Files.writeString(root.resolve("a"), "one"))) {
      Mount readonly =
          Mount.newBuilder().setDest("/r").setInput(1).setOutput(-1).setReadonly(true).build();
      Mount dropped = Mount.newBuilder().setDest("/d").setInput(1).setOutput(-1).build();
      Mount memory =
          Mount.newBuilder().setDest("/m").setInput(-1).setMountType(MountType.TMPFS).build();
      assertThatThrownBy(
              () ->
                  exec(
                      shell(
                          "echo two > /d/a; echo three > /new; exit 1", readonly, dropped, memory),
                      source))
          .satisfies(
              e -> {
                OpFailure failure = OpFailure.in(e).orElseThrow();
                assertThat(failure.inputs())
                    .extracting(Optional::isPresent)
                    .containsExactly(true, true, true, false);
                assertThat(failure.results().get(1)).isEqualTo(failure.inputs().get(1));
                assertThat(failure.results().get(3)).isEmpty();
                try (MountedDir root = failure.results().get(0).orElseThrow().mount();
                    MountedDir other = failure.results().get(2).orElseThrow().mount()) {
                  assertThat(root.path().resolve("new")).hasContent("three");
                  assertThat(other.path().resolve("a")).hasContent("two");
                }
                failure.release(refs);
              });
    }
  }

  @Test
  void exitCodesMayBeDeclaredValid() {
    var op = shell("exit 3");
    exec(op.toBuilder().setMeta(op.getMeta().toBuilder().addValidExitCodes(3)).build())
        .forEach(ImmutableRef::close);
  }

  @Test
  void inputsAreBoundAndWritesToThemDroppedOrKept() throws Exception {
    try (ImmutableRef source = ref(root -> Files.writeString(root.resolve("a"), "one"))) {
      Mount readonly =
          Mount.newBuilder().setDest("/r").setInput(1).setOutput(-1).setReadonly(true).build();
      Mount dropped = Mount.newBuilder().setDest("/d").setInput(1).setOutput(-1).build();
      Mount kept = Mount.newBuilder().setDest("/k").setInput(1).setOutput(1).build();
      List<ImmutableRef> results =
          exec(
              shell(
                  "cat /r/a; touch /r/x 2>/dev/null || echo ro; echo two > /d/a; echo three > /k/a",
                  readonly,
                  dropped,
                  kept),
              source);
      assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("onero\n");
      assertThat(results).hasSize(2);
      try (MountedDir dir = results.get(1).mount();
          MountedDir before = source.mount()) {
        assertThat(dir.path().resolve("a")).hasContent("three");
        assertThat(before.path().resolve("a")).hasContent("one");
      }
      results.forEach(ImmutableRef::close);
    }
  }

  @Test
  void cachesOutliveStepsAndAreListed() throws Exception {
    Mount cache = cacheMount("deps", CacheSharingOpt.SHARED);
    print(shell("echo warm > /cache/x", cache));
    assertThat(print(shell("cat /cache/x", cache))).isEqualTo("warm\n");
    assertThat(caches.usage())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.description())
                  .isEqualTo(
                      "cached mount /cache from exec sh -c echo warm > /cache/x with id \"deps\"");
              assertThat(record.usageCount()).isEqualTo(2);
              assertThat(record.inUse()).isFalse();
              assertThat(caches.remove(record.id())).isTrue();
            });
    assertThat(caches.usage()).isEmpty();
  }

  @Test
  void aCacheBegunWithAnInputShowsItsFiles() throws Exception {
    try (ImmutableRef source =
        ref(
            root ->
                Files.writeString(Files.createDirectory(root.resolve("s")).resolve("a"), "1"))) {
      Mount cache =
          cacheMount("deps", CacheSharingOpt.LOCKED).toBuilder()
              .setInput(1)
              .setSelector("/s")
              .build();
      print(shell("cat /cache/a; echo 2 >> /cache/a", cache), source);
      assertThat(print(shell("cat /cache/a", cache), source)).isEqualTo("12\n");
      try (MountedDir dir = source.mount()) {
        assertThat(dir.path().resolve("s/a")).hasContent("1");
      }
    }
  }

  private static Mount cacheMount(String id, CacheSharingOpt sharing) {
    return Mount.newBuilder()
        .setDest("/cache")
        .setInput(-1)
        .setOutput(-1)
        .setMountType(MountType.CACHE)
        .setCacheOpt(CacheOpt.newBuilder().setID(id).setSharing(sharing))
        .build();
  }

  @Test
  void memoryIsMountedWithItsSize() {
    Mount memory =
        Mount.newBuilder()
            .setDest("scratch")
            .setInput(-1)
            .setOutput(-1)
            .setMountType(MountType.TMPFS)
            .setTmpfsOpt(TmpfsOpt.newBuilder().setSize(1 << 20))
            .build();
    assertThat(print(shell("grep -c 'tmpfs /scratch tmpfs .*size=1024k' /proc/mounts", memory)))
        .isEqualTo("1\n");
  }

  private static Mount secretMount(String id, boolean optional) {
    return Mount.newBuilder()
        .setDest("/run/secrets/" + id)
        .setInput(-1)
        .setOutput(-1)
        .setMountType(MountType.SECRET)
        .setSecretOpt(
            SecretOpt.newBuilder()
                .setID(id)
                .setUid(12)
                .setGid(34)
                .setMode(0440)
                .setOptional(optional))
        .build();
  }

  @Test
  void secretsAreFilesInMemoryAndVariables() {
    var op =
        shell(
            "cat /run/secrets/token; echo; stat -c '%a %u %g' /run/secrets/token; echo $T",
            secretMount("token", false));
    assertThat(
            print(
                op.toBuilder()
                    .addSecretenv(SecretEnv.newBuilder().setID("token").setName("T"))
                    .addSecretenv(
                        SecretEnv.newBuilder().setID("none").setName("N").setOptional(true))
                    .build()))
        .isEqualTo("s3cret\n440 12 34\ns3cret\n");
  }

  @Test
  void anAbsentSecretFailsUnlessItIsOptional() {
    assertThatThrownBy(() -> exec(shell("true", secretMount("none", false))))
        .isInstanceOf(GatewayException.class)
        .hasMessage("secret none: not found");
    assertThat(print(shell("test -e /run/secrets || echo absent", secretMount("none", true))))
        .isEqualTo("absent\n");
  }

  @Test
  void aSocketLeadsToTheClientsSshAgent() {
    Mount ssh =
        Mount.newBuilder()
            .setDest("/run/agent.sock")
            .setInput(-1)
            .setOutput(-1)
            .setMountType(MountType.SSH)
            .setSSHOpt(SSHOpt.newBuilder().setID("key").setUid(5).setMode(0600))
            .build();
    assertThat(print(shell("stat -c '%F %a %u' /run/agent.sock", ssh))).isEqualTo("socket 600 5\n");
    Mount unknown = ssh.toBuilder().setSSHOpt(SSHOpt.newBuilder().setID("nokey")).build();
    assertThatThrownBy(() -> exec(shell("true", unknown)))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("nokey");
  }

  @Test
  void environmentIsCompleted() {
    var op = shell("echo $http_proxy $HTTP_PROXY $PATH $X");
    assertThat(
            print(
                op.toBuilder()
                    .setMeta(
                        op.getMeta().toBuilder()
                            .addEnv("X=y")
                            .setProxyEnv(ProxyEnv.newBuilder().setHttpProxy("http://p")))
                    .build()))
        .isEqualTo(
            "http://p http://p /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin y\n");
  }

  @Test
  void anUnknownUserIsNamed() {
    var op = shell("true");
    assertThatThrownBy(
            () -> exec(op.toBuilder().setMeta(op.getMeta().toBuilder().setUser("ghost")).build()))
        .hasMessage(
            "process \"sh -c true\" did not complete successfully: unable to find user ghost: no"
                + " matching entries in passwd file");
  }

  @Test
  void whatWasNotGrantedIsRefused() {
    var op = shell("true").toBuilder().setNetwork(NetMode.HOST).build();
    ExecOp exec = new ExecOp(op, PLATFORM, 1, worker);
    assertThatThrownBy(() -> exec.cacheMap(context)).hasMessage("network.host is not allowed");
  }

  @Test
  void theDeviceThatIsMissingIsNamed() {
    var op =
        shell("true").toBuilder()
            .addCdiDevices(CDIDevice.newBuilder().setName("may/be=missing").setOptional(true))
            .addCdiDevices(CDIDevice.newBuilder().setName("must/be=there"))
            .build();
    ExecOp exec = new ExecOp(op, PLATFORM, 1, worker);
    assertThatThrownBy(() -> exec.exec(context, List.of(base)))
        .hasMessage("device must/be=there is not available: CDI is not supported");
  }

  @Test
  void aPlatformThatCannotRunHereIsNamed() {
    Platform mainframe = Platform.newBuilder().setOS("linux").setArchitecture("s390x").build();
    ExecOp exec = new ExecOp(shell("true"), mainframe, 1, worker);
    assertThatThrownBy(() -> exec.exec(context, List.of(base)))
        .hasMessageStartingWith("no support for running processes with linux/s390x platform");
  }

  @Test
  void anInterruptedStepLeavesNothing() throws Exception {
    CompletableFuture<Throwable> result = new CompletableFuture<>();
    CompletableFuture<Void> up = new CompletableFuture<>();
    LoneBuild slow =
        new LoneBuild(
            client,
            new OutputStream() {
              @Override
              public void write(int b) {
                up.complete(null);
              }
            });
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    var _ =
                        new ExecOp(
                                shell(
                                    "echo up; sleep 1000", cacheMount("c", CacheSharingOpt.LOCKED)),
                                PLATFORM,
                                1,
                                worker)
                            .exec(slow, List.of(base));
                  } catch (Throwable e) {
                    result.complete(e);
                  }
                });
    up.get();
    thread.interrupt();
    assertThat(result.get()).isInstanceOf(CancellationException.class);
    assertThat(caches.usage()).singleElement().matches(record -> !record.inUse());
  }

  @Test
  void aLockedCacheIsWaitedForAndAPrivateOneIsNot() throws Exception {
    var first = caches.acquire("c", Optional.empty(), CacheSharingOpt.LOCKED, "");
    try (var other = caches.acquire("c", Optional.empty(), CacheSharingOpt.PRIVATE, "")) {
      assertThat(other.mounts()).isNotEqualTo(first.mounts());
    }
    caches.remove(caches.usage().stream().filter(r -> !r.inUse()).findFirst().orElseThrow().id());
    CompletableFuture<CacheMounts.Lease> second = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () ->
                second.complete(caches.acquire("c", Optional.empty(), CacheSharingOpt.LOCKED, "")));
    assertThat(second).isNotDone();
    first.close();
    try (var taken = second.get()) {
      assertThat(taken.mounts()).isEqualTo(first.mounts());
    }
  }

  @Test
  void cachesSurviveARestartAndCanBeForgotten() throws Exception {
    print(shell("echo warm > /cache/x", cacheMount("deps", CacheSharingOpt.SHARED)));
    CacheMounts reopened =
        new CacheMounts(
            folder.resolve("caches"),
            new OverlaySnapshotter(folder.resolve("snapshots")),
            InstantSource.system());
    assertThat(reopened.usage()).hasSize(1);
    var lease = reopened.acquire("deps", Optional.empty(), CacheSharingOpt.SHARED, "");
    reopened.forget("deps");
    try (var fresh = reopened.acquire("deps", Optional.empty(), CacheSharingOpt.SHARED, "")) {
      assertThat(fresh.mounts()).isNotEqualTo(lease.mounts());
    }
    lease.close();
    assertThat(reopened.usage()).hasSize(1);
  }

  private static final class TestSecrets extends SecretsGrpc.SecretsImplBase {
    @Override
    public void getSecret(GetSecretRequest request, StreamObserver<GetSecretResponse> answer) {
      if (!request.getID().equals("token")) {
        answer.onError(io.grpc.Status.NOT_FOUND.asRuntimeException());
        return;
      }
      answer.onNext(
          GetSecretResponse.newBuilder().setData(ByteString.copyFromUtf8("s3cret")).build());
      answer.onCompleted();
    }
  }

  private static final class TestAgent extends SSHGrpc.SSHImplBase {
    @Override
    public void checkAgent(CheckAgentRequest request, StreamObserver<CheckAgentResponse> answer) {
      if (!request.getID().equals("key")) {
        answer.onError(
            io.grpc.Status.UNKNOWN
                .withDescription("unset ssh forward key " + request.getID())
                .asRuntimeException());
        return;
      }
      answer.onNext(CheckAgentResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
