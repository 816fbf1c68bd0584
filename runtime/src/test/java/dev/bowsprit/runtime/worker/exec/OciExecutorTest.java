package dev.bowsprit.runtime.worker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.Executor.RunningProcess;
import dev.bowsprit.runtime.worker.exec.Executor.Streams;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.snapshot.MountTable;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Processes;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import dev.bowsprit.wire.pb.Ulimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every OCI runtime must do; the subclasses say which. */
@NeedsOverlayfs
@Timeout(60)
abstract class OciExecutorTest {

  private static final String PATH = "PATH=/bin";

  @TempDir Path folder;

  private final String runtime;
  private OverlaySnapshotter snapshots;
  private Mounter mounter;
  private OciExecutor executor;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  OciExecutorTest(String runtime) {
    this.runtime = runtime;
  }

  static final class RuncTest extends OciExecutorTest {
    RuncTest() {
      super("runc");
    }
  }

  static final class CrunTest extends OciExecutorTest {
    CrunTest() {
      super("crun");
    }
  }

  @BeforeEach
  void open() throws Exception {
    snapshots = new OverlaySnapshotter(folder.resolve("snapshots"));
    mounter = new Mounter(folder.resolve("mounts"));
    try {
      executor = OciExecutor.open(folder.resolve("run"), mounter, Optional.of(runtime));
    } catch (IOException e) {
      assumeTrue(false, e.getMessage());
    }
    Busybox.install(snapshots.create("base"));
    Nodes.utimes(snapshots.folder("base"), Instant.EPOCH);
    Nodes.utimes(snapshots.folder("base").resolve("etc"), Instant.EPOCH);
    snapshots.create("top");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (executor == null) {
      return; // Skipped.
    }
    executor.close();
    assertThat(MountTable.below(folder)).isEmpty();
    assertThat(folder.resolve("run/bundles")).isEmptyDirectory();
    assertThat(folder.resolve("run/runtimes").resolve(runtime)).isEmptyDirectory();
    assertThat(folder.resolve("mounts")).isEmptyDirectory();
  }

  /** A container over the busybox layer, with what a test changes. */
  private final class Spec {
    List<ContainerMount> mounts = List.of();
    boolean readonlyRoot;
    NetMode network = NetMode.UNSET;
    SecurityMode security = SecurityMode.SANDBOX;
    String hostname = "";
    List<HostIP> hosts = List.of();
    List<Ulimit> ulimits = List.of();
    Optional<LinuxResources> resources = Optional.empty();
    boolean recursive = true;

    ContainerSpec container() {
      return new ContainerSpec(
          snapshots.writable("top", List.of("base")),
          readonlyRoot,
          mounts,
          network,
          security,
          hostname,
          hosts,
          ulimits,
          "",
          resources,
          recursive);
    }
  }

  private static ProcessSpec shell(String script) {
    return new ProcessSpec(List.of("sh", "-c", script), List.of(PATH), "/", "", false);
  }

  private Streams streams() {
    return new Streams(Optional.empty(), stdout, stderr);
  }

  private int run(Spec spec, ProcessSpec process) {
    return executor.run(spec.container(), process, streams());
  }

  private String output(Spec spec, ProcessSpec process) {
    int code = run(spec, process);
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(code).isZero();
    String text = stdout.toString(StandardCharsets.UTF_8);
    stdout.reset();
    return text;
  }

  private String output(String script) {
    return output(new Spec(), shell(script));
  }

  private List<String> layer() throws Exception {
    Path top = snapshots.folder("top");
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .filter(f -> !f.equals(top))
          .map(f -> top.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aProcessRunsAndItsFilesAreInTheLayer() throws Exception {
    assertThat(output("echo hello; echo world > /file")).isEqualTo("hello\n");
    assertThat(layer()).contains("file");
  }

  @Test
  void exitCodesAndErrorsArePassedOn() {
    assertThat(run(new Spec(), shell("echo oops >&2; exit 7"))).isEqualTo(7);
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEqualTo("oops\n");
    assertThat(run(new Spec(), shell("kill -TERM $$; sleep 1"))).isIn(0, 143);
  }

  @Test
  void aProgramThatIsNotThereFailsAndIsNamed() {
    ProcessSpec missing =
        new ProcessSpec(List.of("no-such-program"), List.of(PATH), "/", "", false);
    assertThat(run(new Spec(), missing)).isIn(1, 127);
    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains("no-such-program")
        .contains("executable file");
  }

  @Test
  void nothingOfTheRuntimesOwnFilesStaysInTheLayer() throws Exception {
    output("true");
    assertThat(layer()).containsOnly("dev", "etc", "proc", "sys");
    for (String mountPoint : List.of("dev", "proc", "sys")) {
      assertThat(Nodes.stat(snapshots.folder("top").resolve(mountPoint)).permissions())
          .isEqualTo(0755);
    }
    assertThat(Nodes.stat(snapshots.folder("top").resolve("etc")).modified())
        .isEqualTo(Instant.EPOCH);
  }

  @Test
  void emptyFoldersForMountsAreTakenAwayAgain() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path file = Files.writeString(folder.resolve("secret"), "s3cret");
    Spec spec = new Spec();
    spec.mounts =
        List.of(
            new ContainerMount("/mnt/a/b", List.of(Mount.bind(data.toString(), false)), "", false),
            new ContainerMount("/mnt/a/b/c", List.of(Mount.bind(data.toString(), false)), "", true),
            new ContainerMount(
                "/run/secrets/s", List.of(Mount.bind(file.toString(), true)), "", true));
    assertThat(output(spec, shell("cat /run/secrets/s; touch /mnt/a/b/new; mkdir /mnt/kept")))
        .isEqualTo("s3cret");
    assertThat(data.resolve("new")).exists();
    assertThat(layer()).containsOnly("dev", "etc", "mnt", "mnt/kept", "proc", "sys");
  }

  @Test
  void foldersAboveAMountStayIfOnlyTheMountPointIsToGo() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Spec spec = new Spec();
    spec.recursive = false;
    spec.mounts =
        List.of(
            new ContainerMount("/mnt/a/b", List.of(Mount.bind(data.toString(), false)), "", false));
    output(spec, shell("true"));
    assertThat(layer()).containsOnly("dev", "etc", "mnt", "mnt/a", "proc", "sys");
  }

  @Test
  void selectorsShowAPartAndNeverLeaveTheRoot() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data/sub/deep"));
    Files.writeString(data.resolve("file"), "inside");
    Files.createSymbolicLink(folder.resolve("data/link"), Path.of("/../../../sub/./deep"));
    Files.createSymbolicLink(folder.resolve("data/out"), Path.of("../../../../../../etc"));
    Spec spec = new Spec();
    List<Mount> source = List.of(Mount.bind(folder.resolve("data").toString(), false));
    spec.mounts =
        List.of(
            new ContainerMount("/f", source, "link/file", true),
            new ContainerMount("/s", source, "/sub", false));
    assertThat(output(spec, shell("cat /f; ls /s; touch /s/new; touch /f 2>/dev/null || echo ro")))
        .isEqualTo("insidedeep\nro\n");
    assertThat(folder.resolve("data/sub/new")).exists();
    spec.mounts = List.of(new ContainerMount("/x", source, "/out/passwd", true));
    assertThatThrownBy(() -> run(spec, shell("true")))
        .isInstanceOf(GatewayException.class)
        .hasMessage("open /out/passwd: no such file or directory");
  }

  @Test
  void stacksOfLayersAndMemoryAreMounted() throws Exception {
    Files.writeString(snapshots.create("a").resolve("a"), "");
    Files.writeString(snapshots.create("b").resolve("b"), "");
    Spec spec = new Spec();
    spec.mounts =
        List.of(
            new ContainerMount("/layers", snapshots.view(List.of("a", "b")), "", true),
            new ContainerMount(
                "/tmp",
                List.of(new Mount("tmpfs", "tmpfs", List.of("nosuid", "size=65536"))),
                "",
                false));
    assertThat(
            output(
                spec,
                shell(
                    "ls /layers; touch /layers/x 2>/dev/null || echo ro; grep -c 'tmpfs /tmp .*64k'"
                        + " /proc/mounts")))
        .isEqualTo("a\nb\nro\n1\n");
  }

  @Test
  void aReadonlyRootCannotBeWritten() {
    Spec spec = new Spec();
    spec.readonlyRoot = true;
    assertThat(output(spec, shell("touch /x 2>/dev/null || echo ro"))).isEqualTo("ro\n");
  }

  @Test
  void usersAreLookedUpInTheContainer() {
    ProcessSpec process = new ProcessSpec(List.of("id"), List.of(PATH), "/", "boat", false);
    assertThat(output(new Spec(), process))
        .isEqualTo("uid=1000(boat) gid=1001(boat) groups=1001(boat),1002(crew)\n");
    ProcessSpec nobody = new ProcessSpec(List.of("id"), List.of(PATH), "/", "ghost", false);
    assertThatThrownBy(() -> run(new Spec(), nobody))
        .isInstanceOf(GatewayException.class)
        .hasMessage("unable to find user ghost: no matching entries in passwd file");
  }

  @Test
  void theWorkingFolderIsMadeForItsUser() throws Exception {
    ProcessSpec process =
        new ProcessSpec(
            List.of("sh", "-c", "pwd; touch x"), List.of(PATH), "/work/deep", "boat", false);
    assertThat(output(new Spec(), process)).isEqualTo("/work/deep\n");
    for (String made : List.of("work", "work/deep", "work/deep/x")) {
      assertThat(Nodes.stat(snapshots.folder("top").resolve(made)).uid()).isEqualTo(1000);
    }
  }

  @Test
  void hostsHostnameAndResolvConfAreThoseOfTheBuild() {
    Spec spec = new Spec();
    spec.hostname = "dinghy";
    spec.hosts = List.of(HostIP.newBuilder().setHost("pier").setIP("10.0.0.9").build());
    assertThat(output(spec, shell("hostname; cat /etc/hosts; test -f /etc/resolv.conf")))
        .isEqualTo(
            "dinghy\n127.0.0.1\tlocalhost dinghy\n::1\tlocalhost ip6-localhost ip6-loopback\n"
                + "10.0.0.9\tpier\n");
    assertThat(output("hostname")).isEqualTo("buildkitsandbox\n");
  }

  @Test
  void withoutNetworkThereIsOnlyTheLoopback() {
    Spec spec = new Spec();
    spec.network = NetMode.NONE;
    assertThat(output(spec, shell("ls /sys/class/net"))).isEqualTo("lo\n");
  }

  @Test
  void theSandboxHasBuildKitsCapabilitiesAndSeccomp() {
    String status = output("grep -E '^(CapEff|CapBnd|Seccomp|NoNewPrivs):' /proc/self/status");
    assertThat(status.replaceAll("\\s+", " "))
        .contains("CapBnd: 00000000a80425fb", "CapEff: 00000000a80425fb")
        .contains("Seccomp: 2")
        .contains("NoNewPrivs: 0");
    assertThat(output("mount -t tmpfs x /etc 2>&1 || echo refused")).contains("refused");
    assertThat(output("echo x 2>/dev/null > /proc/sys/kernel/hostname && echo w || echo r"))
        .isEqualTo("r\n");
  }

  @Test
  void insecureMayMount() {
    Spec spec = new Spec();
    spec.security = SecurityMode.INSECURE;
    assertThat(output(spec, shell("mount -t tmpfs x /etc && test -c /dev/fuse && echo ok")))
        .isEqualTo("ok\n");
  }

  @Test
  void limitsAreSet() {
    Spec spec = new Spec();
    assertThat(output(spec, shell("ulimit -n"))).isEqualTo("1024\n");
    spec.ulimits = List.of(Ulimit.newBuilder().setName("nofile").setSoft(77).setHard(99).build());
    assertThat(output(spec, shell("ulimit -n; ulimit -Hn"))).isEqualTo("77\n99\n");
    spec.resources =
        Optional.of(LinuxResources.newBuilder().setMemory(64L << 20).setCpuShares(512).build());
    assertThat(output(spec, shell("echo fits"))).isEqualTo("fits\n");
  }

  @Test
  void inputIsFed() {
    Streams streams =
        new Streams(
            Optional.of(new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8))),
            stdout,
            stderr);
    assertThat(executor.run(new Spec().container(), shell("cat"), streams)).isZero();
    assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("typed");
  }

  @Test
  void largeOutputIsWhole() {
    assertThat(output("dd if=/dev/zero bs=1000 count=2000 2>/dev/null")).hasSize(2_000_000);
  }

  @Test
  void anInterruptKillsTheContainerAndAllInIt() throws Exception {
    PipedOutputStream sink = new PipedOutputStream();
    InputStream source = new PipedInputStream(sink);
    CompletableFuture<Throwable> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    executor.run(
                        new Spec().container(),
                        shell("(setsid sleep 1000 &); echo up; sleep 1000"),
                        new Streams(Optional.empty(), sink, stderr));
                  } catch (Throwable e) {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    result.complete(e);
                  }
                });
    assertThat(source.read()).isEqualTo('u');
    thread.interrupt();
    assertThat(result.get()).isInstanceOf(CancellationException.class);
  }

  @Test
  void anInterruptBeforeTheStartLeavesNothing() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> run(new Spec(), shell("sleep 1000")))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void moreProcessesJoinAContainer() throws Exception {
    try (Executor.Container container = executor.start(new Spec().container())) {
      RunningProcess init = container.exec(shell("sleep 1000"), streams());
      assertThat(
              container
                  .exec(
                      new ProcessSpec(
                          List.of("sh", "-c", "echo $X; grep -q sleep /proc/1/cmdline && id -u"),
                          List.of(PATH, "X=y"),
                          "/",
                          "boat",
                          false),
                      streams())
                  .waitFor())
          .isZero();
      assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("y\n1000\n");
      init.signal(Processes.SIGKILL);
      assertThat(init.waitFor()).isEqualTo(128 + Processes.SIGKILL);
    }
  }

  @Test
  void aTerminalIsGivenAndResized() throws Exception {
    PipedOutputStream keys = new PipedOutputStream();
    InputStream stdin = new PipedInputStream(keys);
    PipedOutputStream screen = new PipedOutputStream();
    PipedInputStream shown = new PipedInputStream(screen);
    ProcessSpec process =
        new ProcessSpec(
            List.of("sh", "-c", "echo ready; read line; tty; stty size; echo got $line"),
            List.of(PATH),
            "/",
            "",
            true);
    try (Executor.Container container = executor.start(new Spec().container())) {
      RunningProcess running =
          container.exec(process, new Streams(Optional.of(stdin), screen, screen));
      readUntil(shown, "ready");
      running.resize(33, 111);
      keys.write("line\n".getBytes(StandardCharsets.UTF_8));
      keys.flush();
      String text = readUntil(shown, "got line");
      assertThat(text).contains("/dev/").contains("\n");
      assertThat(running.waitFor()).isZero();
    }
  }

  private static String readUntil(InputStream in, String end) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int c = in.read();
      assertThat(c).as("end of output after: " + text).isNotNegative();
      text.append((char) c);
    }
    return text.toString();
  }

  @Test
  void whatAKilledEngineLeftRunningIsKilledByTheNext() throws Exception {
    PipedOutputStream sink = new PipedOutputStream();
    InputStream source = new PipedInputStream(sink);
    Executor.Container orphan = executor.start(new Spec().container());
    RunningProcess process =
        orphan.exec(shell("echo up; sleep 1000"), new Streams(Optional.empty(), sink, stderr));
    assertThat(source.read()).isEqualTo('u');
    mounter = new Mounter(folder.resolve("mounts"));
    executor = OciExecutor.open(folder.resolve("run"), mounter, Optional.of(runtime));
    assertThat(process.waitFor()).isNotZero();
    assertThat(MountTable.below(folder)).isEmpty();
  }

  @Test
  void aRootThatCannotBeMountedIsNamed() {
    Spec spec = new Spec();
    ContainerSpec container = spec.container();
    snapshots.remove("base");
    assertThatThrownBy(() -> executor.run(container, shell("true"), streams()))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no such file or directory");
  }

  @Test
  void aMountedTopCanBeReadOnTheHost() throws Exception {
    output("echo x > /x");
    try (MountedDir dir = mounter.mount(snapshots.view(List.of("base", "top")))) {
      assertThat(dir.path().resolve("x")).hasContent("x");
    }
  }
}
