package dev.bowsprit.runtime.worker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bowsprit.runtime.worker.exec.Executor.ConnectedProcess;
import dev.bowsprit.runtime.worker.exec.Executor.WaitingProcess;
import dev.bowsprit.runtime.worker.snapshot.MountTable;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Processes;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container that waits is as confined as any other; the subclasses say by which runtime. */
@NeedsOverlayfs
@Timeout(60)
abstract class PreparedContainerTest {

  /** All that confines a process, as it sees it itself; what differs by chance is left out. */
  private static final String CONFINEMENT =
      """
      echo pid $$; id; pwd; hostname; echo "$0 $1"; stat -c '%a %u %g' /; ls -A /
      grep -vE '^(VmPeak|Vm|Rss|voluntary|nonvoluntary|.*ctxt_switches)' /proc/self/status |
        grep -vE '^(Pid|Tgid|NSpid|NStgid|NSpgid|NSsid|PPid):'
      cat /proc/self/limits /proc/self/oom_score_adj /proc/self/loginuid 2>&1
      cat /proc/self/mounts; ls /proc/self/fd; ls /sys/class/net
      cat /proc/1/cmdline; all=$(ls /proc); echo "$all" | grep -c '^[0-9]*$'
      for g in /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max \
          /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max; do cat $g 2>&1; done
      cat /proc/self/cgroup
      env
      """;

  private static final List<String> VARIABLES = List.of("PATH=/bin", "A=1", "A=2", "EMPTY=");

  @TempDir Path folder;

  private final String runtime;
  private OverlaySnapshotter snapshots;
  private OciExecutor executor;
  private int next;

  PreparedContainerTest(String runtime) {
    this.runtime = runtime;
  }

  static final class RuncTest extends PreparedContainerTest {
    RuncTest() {
      super("runc");
    }
  }

  static final class CrunTest extends PreparedContainerTest {
    CrunTest() {
      super("crun");
    }
  }

  @BeforeEach
  void open() throws Exception {
    snapshots = new OverlaySnapshotter(folder.resolve("snapshots"));
    Mounter mounter = new Mounter(folder.resolve("mounts"));
    try {
      executor = OciExecutor.open(folder.resolve("run"), mounter, Optional.of(runtime));
    } catch (IOException e) {
      assumeTrue(false, e.getMessage());
    }
    assumeTrue(WaitingProgram.ofThisMachine().isPresent(), "no program for this machine");
    Busybox.install(snapshots.create("base"));
    Nodes.utimes(snapshots.folder("base"), Instant.EPOCH);
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
  }

  private ContainerSpec container() throws IOException {
    String top = "top-" + next++;
    Nodes.utimes(snapshots.create(top), Instant.EPOCH);
    return new ContainerSpec(
        snapshots.writable(top, List.of("base")),
        false,
        List.of(),
        NetMode.NONE,
        SecurityMode.SANDBOX,
        "",
        List.of(),
        List.of(),
        "",
        Optional.of(LinuxResources.newBuilder().setMemory(64 << 20).build()),
        true,
        new Confinement(List.of("CAP_CHOWN"), true, OptionalLong.of(33)));
  }

  private static ProcessSpec shell(String script, List<String> variables, String user) {
    return new ProcessSpec(
        List.of("sh", "-c", script, "program", "argument"), variables, "/bin", user, false);
  }

  private static String output(ConnectedProcess process) throws IOException {
    process.input().close();
    String text = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  /** Takes out what tells one container from another: its name and its folders. */
  private String comparable(String text) {
    return text.replaceAll("bowsprit/[0-9a-z-]+", "bowsprit/ID")
        .replaceAll("top-\\d+", "top")
        .replaceAll("(work|upperdir)=[^, ]*", "$1")
        .lines()
        .filter(line -> !line.startsWith("A=1"))
        .sorted()
        .reduce("", (a, b) -> a + b + "\n");
  }

  private Executor.WaitingProcess prepare(Executor.Container container, ProcessSpec process) {
    return container.prepare(process).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "boat"})
  void aProgramIsConfinedAndToldAsInAnyOtherContainer(String user) throws Exception {
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    List<String> all =
        List.of("PATH=/bin", "A=1", "A=2", "EMPTY=", "BUILDKIT_SESSION_ID=s", "Ü=a b\nc=d");
    String usual;
    try (Executor.Container other = executor.start(container())) {
      usual = output(other.connect(shell(CONFINEMENT, all, user), stderr));
    }

    String prepared;
    try (Executor.Container container = executor.start(container())) {
      WaitingProcess waiting = prepare(container, shell(CONFINEMENT, VARIABLES, user));
      prepared = output(waiting.begin(all, stderr).orElseThrow());
    }

    assertThat(comparable(prepared)).isEqualTo(comparable(usual));
    assertThat(prepared)
        .contains("pid 1\n", "NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000001")
        .contains("BUILDKIT_SESSION_ID=s", "HOME=", "program argument")
        .doesNotContain(".bowsprit");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void nothingOfTheContainersProgramRunsBeforeItBegins() throws Exception {
    try (Executor.Container container = executor.start(container())) {
      WaitingProcess waiting =
          prepare(container, shell("echo x > /ran; cat; echo err >&2", VARIABLES, ""));
      Path ran = snapshots.folder("top-0").resolve("ran");
      assertThat(waiting.isAlive()).isTrue();
      assertThat(ran).doesNotExist();
      assertThat(snapshots.folder("top-0").toFile().list())
          .containsOnly("dev", "etc", "proc", "sys");

      ByteArrayOutputStream stderr = new ByteArrayOutputStream();
      ConnectedProcess process = waiting.begin(VARIABLES, stderr).orElseThrow();
      process.input().write("what follows is the program's".getBytes(StandardCharsets.UTF_8));

      assertThat(output(process)).isEqualTo("what follows is the program's");
      assertThat(ran).exists();
      assertThat(stderr.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
    }
  }

  @Test
  void whatIsTooLargeOrNotThereIsLeftToAnotherContainer() throws Exception {
    List<String> large = List.of("PATH=/bin", "LARGE=" + "x".repeat(128 << 10));
    try (Executor.Container container = executor.start(container())) {
      WaitingProcess waiting = prepare(container, shell("true", VARIABLES, ""));

      assertThat(waiting.begin(large, new ByteArrayOutputStream())).isEmpty();
    }
    try (Executor.Container container = executor.start(container())) {
      WaitingProcess waiting = prepare(container, shell("true", VARIABLES, ""));

      assertThat(waiting.begin(List.of("PATH=/none"), new ByteArrayOutputStream())).isEmpty();
    }
  }

  @Test
  void aWaitingContainerThatWasKilledDoesNotBegin() throws Exception {
    try (Executor.Container container = executor.start(container())) {
      WaitingProcess waiting = prepare(container, shell("true", VARIABLES, ""));
      kill();
      while (waiting.isAlive()) {
        Thread.onSpinWait();
      }

      assertThat(waiting.begin(VARIABLES, new ByteArrayOutputStream())).isEmpty();
    }
  }

  private void kill() throws IOException {
    try (var bundles = Files.newDirectoryStream(folder.resolve("run/bundles"))) {
      for (Path bundle : bundles) {
        Processes.kill(Long.parseLong(Files.readString(bundle.resolve("pid"))), Processes.SIGKILL);
      }
    }
  }

  @Test
  void closingTheExecutorEndsWhatWaits() throws Exception {
    Executor.Container container = executor.start(container());
    WaitingProcess waiting = prepare(container, shell("true", VARIABLES, ""));

    executor.close();

    assertThat(waiting.isAlive()).isFalse();
  }
}
