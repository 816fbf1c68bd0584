package dev.bowsprit.runtime.control;

import static dev.bowsprit.llb.Llb.bind;
import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.scratch;
import static dev.bowsprit.llb.Llb.secretEnv;
import static dev.bowsprit.llb.Llb.secretFile;
import static dev.bowsprit.llb.Llb.tmpfs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.Container;
import dev.bowsprit.frontend.ContainerProcess;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.stdio.RemoteGateway;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.NetworkMode;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SecurityMode;
import dev.bowsprit.llb.State;
import dev.bowsprit.runtime.gateway.BuildGateway;
import dev.bowsprit.runtime.gateway.GatewayService;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.worker.snapshot.MountTable;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.Meta;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers that a frontend makes, by the author's classes; the subclasses say how it is tied. */
@NeedsOverlayfs
@Timeout(60)
abstract class FrontendContainersTest {

  private static final Path BUSYBOX = Path.of("/bin/busybox");

  @TempDir Path folder;

  private OneBuild engine;
  private BuildGateway host;
  private BuildRequest build;
  private SolvedState root;

  /** In the engine's own process. */
  static final class InProcessTest extends FrontendContainersTest {
    @Override
    Gateway connect(BuildGateway gateway) {
      return gateway;
    }
  }

  /** As a process of its own is, by gRPC over a pair of streams. */
  static final class RemoteTest extends FrontendContainersTest {
    @Override
    Gateway connect(BuildGateway gateway) throws IOException {
      Server server =
          OkHttpServerBuilder.forPort(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  InsecureServerCredentials.create())
              .addService(new GatewayService(headers -> gateway))
              .intercept(new CallHeaders())
              .maxInboundMessageSize(Grpc.MAX_MESSAGE)
              .build()
              .start();
      keep(server::shutdownNow);
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
      keep(socket);
      return RemoteGateway.connect(socket.getInputStream(), socket.getOutputStream());
    }
  }

  abstract Gateway connect(BuildGateway gateway) throws IOException;

  void keep(AutoCloseable thing) {
    engine.keep(thing);
  }

  @BeforeEach
  void open() throws IOException {
    assumeTrue(Files.isExecutable(BUSYBOX), "needs a static /bin/busybox");
    engine = new OneBuild(folder, Map.of("key", "secret of key", "word", "secret of word"));
    host = engine.gateway();
    Gateway gateway = connect(host);
    build = new BuildRequest(FrontendEnvironment.of(Map.of(), "client", engine.workers()), gateway);
    root = build.solve(busybox());
  }

  private static State busybox() throws IOException {
    return scratch()
        .file(FileAction.mkdir("/bin", 0755))
        .file(FileAction.mkfile("/bin/sh", 0755, Files.readAllBytes(BUSYBOX)))
        .file(FileAction.mkdir("/tmp", 01777));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (host != null) {
      host.close();
      assertThat(folder.resolve("run/bundles")).isEmptyDirectory();
      assertThat(MountTable.below(folder.resolve("mounts"))).isEmpty();
    }
    if (engine != null) {
      engine.close();
    }
    assertThat(MountTable.below(folder)).isEmpty();
  }

  @Test
  void aProcessRunsWithItsStreamsAndItsExitCode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (Container container = build.container(root).open();
        ContainerProcess process =
            container
                .exec("sh", "-c", "cat; echo $A $PWD >&2; exit 7")
                .env("A", "b")
                .cwd("/work")
                .stdin(new ByteArrayInputStream("given".getBytes(StandardCharsets.UTF_8)))
                .stdout(out)
                .stderr(errors)
                .start()) {
      assertThat(process.waitFor()).isEqualTo(7);
      assertThat(process.isAlive()).isFalse();
    }
    assertThat(out).hasToString("given");
    assertThat(errors).hasToString("b /work\n");
  }

  @Test
  void aFailureHasTheExitCodeAndTheLastErrors() {
    try (Container container = build.container(root).open()) {
      assertThatThrownBy(() -> container.exec("sh", "-c", "echo lost >&2; exit 3").run())
          .isInstanceOfSatisfying(
              GatewayException.class,
              e -> assertThat(ErrorDetail.of(e)).contains(new ErrorDetail.Exit(3)))
          .hasMessageContaining("exit code: 3: lost");
    }
  }

  @Test
  void severalProcessesShareAContainerUntilItsFirstEnds() throws Exception {
    try (Container container = build.container(root).hostname("ship").open();
        PipedOutputStream open = new PipedOutputStream();
        ContainerProcess first =
            container.exec("sh", "-c", "cat").stdin(new PipedInputStream(open)).start()) {
      container.exec("sh", "-c", "echo $(hostname) > /tmp/from").run();
      assertThat(container.exec("sh", "-c", "cat /tmp/from").output()).isEqualTo("ship\n");
      assertThat(container.readFile("/tmp/from")).asString().isEqualTo("ship\n");
      ContainerProcess sleeper = container.exec("sh", "-c", "sleep 1000").start();
      open.close();
      assertThat(first.waitFor()).isZero();
      assertThat(sleeper.waitFor()).isNotZero();
      assertThat(container.readFile("/tmp/from")).asString().isEqualTo("ship\n");
    }
  }

  @Test
  void aTerminalHasASizeThatChanges() throws Exception {
    Lines lines = new Lines();
    try (Container container = build.container(root).open();
        PipedOutputStream keys = new PipedOutputStream();
        ContainerProcess shell =
            container
                .exec(
                    "sh",
                    "-c",
                    "tty; echo $TERM; until [ \"$(stty size)\" = '33 99' ]; do sleep 0.01; done; echo sized; read x")
                .tty()
                .stdin(new PipedInputStream(keys))
                .stdout(lines)
                .start()) {
      assertThat(lines.next()).isEqualTo("/dev/pts/0");
      assertThat(lines.next()).isEqualTo("xterm");
      shell.resize(33, 99);
      lines.until("sized");
      keys.write("\n".getBytes(StandardCharsets.UTF_8));
      keys.flush();
      assertThat(shell.waitFor()).isZero();
    }
  }

  @Test
  void signalsReachTheProcess() throws Exception {
    Lines lines = new Lines();
    try (Container container = build.container(root).open();
        ContainerProcess process =
            container
                .exec(
                    "sh",
                    "-c",
                    "trap 'echo usr1; exit 5' USR1; echo ready; while :; do sleep 0.01; done")
                .stdout(lines)
                .start()) {
      assertThat(lines.next()).isEqualTo("ready");
      process.signal("USR1");
      assertThat(process.waitFor()).isEqualTo(5);
      assertThat(lines.next()).isEqualTo("usr1");
    }
  }

  @Test
  void closingAContainerKillsWhatRunsInIt() {
    ContainerProcess process;
    try (Container container = build.container(root).open()) {
      process = container.exec("sh", "-c", "trap '' TERM; while :; do sleep 1; done").start();
    }
    assertThat(process.waitFor()).isEqualTo(137);
  }

  @Test
  void closingAProcessKillsIt() {
    try (Container container = build.container(root).open()) {
      ContainerProcess first = container.exec("sh", "-c", "sleep 1000").start();
      ContainerProcess second = container.exec("sh", "-c", "sleep 1001").start();
      second.close();
      assertThatThrownBy(second::waitFor).hasMessageContaining("given up");
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void whatRunsWhenTheFrontendEndsIsKilled() {
    Container container = build.container(root).open();
    ContainerProcess process = container.exec("sh", "-c", "sleep 1002").start();
    host.close();
    assertThat(process.waitFor()).isEqualTo(137);
    assertThatThrownBy(() -> build.container(root).open()).hasMessageContaining("closing");
  }

  @Test
  void mountsSecretsAndHostsAreSeen() {
    State files = scratch().file(FileAction.mkfile("/a", 0644, "one"));
    try (Container container =
        build
            .container(root)
            .mount("/files", build.solve(files))
            .mount("/fixed", bind(files).readOnly())
            .mount("/cache", cache("deps"))
            .mount("/memory", tmpfs())
            .secret(secretFile("key", "/run/key"))
            .secret(secretEnv("word", "WORD"))
            .host("harbour", "10.1.2.3")
            .network(NetworkMode.NONE)
            .open()) {
      String said =
          container
              .exec(
                  "sh",
                  "-c",
                  """
                  cat /files/a /fixed/a /run/key; echo " $WORD"
                  echo two > /files/a; touch /fixed/b 2>/dev/null || echo fixed
                  grep harbour /etc/hosts; ls /sys/class/net
                  echo kept > /cache/x; echo brief > /memory/x""")
              .output();
      assertThat(said)
          .isEqualTo("oneonesecret of key secret of word\nfixed\n10.1.2.3\tharbour\nlo\n");
      assertThat(container.readFile("/files/a")).asString().isEqualTo("two\n");
      assertThat(container.readFile("/fixed/a")).asString().isEqualTo("one");
      assertThat(container.readFile("/cache/x")).asString().isEqualTo("kept\n");
      assertThat(container.readFile("/memory/x")).asString().isEqualTo("brief\n");
      assertThat(container.stat("/files/a").getSize()).isEqualTo(4);
      assertThat(container.list("/files", "*"))
          .singleElement()
          .satisfies(stat -> assertThat(stat.getPath()).isEqualTo("a"));
      assertThat(container.readIfThere("/files/none")).isEmpty();
    }
    try (Container next = build.container(root).mount("/cache", cache("deps")).open()) {
      assertThat(next.exec("sh", "-c", "cat /cache/x").output()).isEqualTo("kept\n");
    }
  }

  @Test
  void noLinkLeadsOutOfAMount() {
    try (Container container = build.container(root).open()) {
      container
          .exec(
              "sh", "-c", "ln -s ../../../../../../etc/passwd /tmp/up; ln -s /etc/shadow /tmp/abs")
          .run();
      assertThat(container.readIfThere("/tmp/up")).isEmpty();
      assertThat(container.readIfThere("/tmp/abs")).isEmpty();
    }
  }

  @Test
  void aFileOfMoreThanAMessageIsReadInPieces() throws Exception {
    int size = (16 << 20) + 12345;
    try (Container container = build.container(root).open()) {
      container.exec("sh", "-c", "yes 0123456789 | head -c " + size + " > /tmp/large").run();
      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      container.copy("/tmp/large", streamed);
      assertThat(streamed.size()).isEqualTo(size);
      assertThat(container.readFile("/tmp/large")).isEqualTo(streamed.toByteArray());
      assertThat(container.read("/tmp/large", size - 3L, 100)).hasSize(3);
    }
  }

  @Test
  void aLargeFileOfAResultIsReadInPieces() {
    byte[] large = new byte[9 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i >> 3);
    }
    State state = scratch().file(FileAction.mkfile("/large", 0644, large));
    assertThat(build.solve(state).readFile("/large")).isEqualTo(large);
  }

  @Test
  void muchOutputWaitsForItsReader() {
    long[] read = {0};
    try (Container container = build.container(root).open();
        ContainerProcess process =
            container
                .exec("sh", "-c", "yes 0123456789 | head -c 50000000")
                .stdout(
                    new OutputStream() {
                      @Override
                      public void write(int value) {
                        read[0]++;
                      }

                      @Override
                      public void write(byte[] bytes, int offset, int length) {
                        read[0] += length;
                      }
                    })
                .start()) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(read[0]).isEqualTo(50_000_000);
  }

  @Test
  void whatIsNotGrantedIsRefused() {
    try (Container container = build.container(root).network(NetworkMode.HOST).open()) {
      assertThatThrownBy(() -> container.exec("sh", "-c", "true").run())
          .hasMessageContaining("network.host is not allowed");
    }
    try (Container container = build.container(root).open()) {
      assertThatThrownBy(
              () -> container.exec("sh", "-c", "true").security(SecurityMode.INSECURE).run())
          .hasMessageContaining("security.insecure is not allowed");
    }
  }

  @Test
  void whatCannotRunSaysWhy() {
    assertThatThrownBy(() -> build.container(root).platform(Platform.of("plan9", "mips")).open())
        .hasMessageContaining("no support for running processes with plan9/mips platform");
    try (Container container = build.container(root).open()) {
      assertThatThrownBy(() -> container.exec("sh", "-c", "true").user("nobody-here").run())
          .hasMessageContaining("unable to find user nobody-here");
    }
    try (Container container = build.container(root).open()) {
      assertThatThrownBy(() -> container.exec("absent").run())
          .hasMessageContaining("executable file not found");
    }
  }

  @Test
  void messagesThatMakeNoSenseEndTheStream() {
    Gateway gateway = build.gateway();
    try (Gateway.ExecStream stream = gateway.execProcess()) {
      stream.send(
          ExecMessage.newBuilder()
              .setProcessID("p")
              .setInit(
                  InitMessage.newBuilder()
                      .setContainerID("none")
                      .setMeta(Meta.newBuilder().addArgs("x")))
              .build());
      assertThatThrownBy(stream::receive)
          .hasMessageContaining("container \"none\" previously released or not created");
    } catch (GatewayException e) {
      assertThat(e).hasMessageContaining("previously released or not created");
    }
    assertThatThrownBy(() -> gateway.newContainer(NewContainerRequest.getDefaultInstance()))
        .hasMessageContaining("root mount is required");
  }

  @Test
  void aStreamEndsWhenAllIsSentAndTold() {
    Gateway gateway = build.gateway();
    try (Container container = build.container(root).open();
        Gateway.ExecStream stream = gateway.execProcess()) {
      stream.send(
          ExecMessage.newBuilder()
              .setProcessID("p")
              .setInit(
                  InitMessage.newBuilder()
                      .setContainerID(container.id())
                      .addFds(1)
                      .setMeta(Meta.newBuilder().addArgs("sh").addArgs("-c").addArgs("echo hello")))
              .build());
      stream.finish();
      StringBuilder kinds = new StringBuilder();
      for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
        kinds.append(next.get().getInputCase()).append(' ');
      }
      assertThat(kinds).hasToString("STARTED FILE FILE EXIT DONE ");
    }
  }

  /** Output as lines, to be waited for. */
  private static final class Lines extends OutputStream {
    private final StringBuilder text = new StringBuilder();

    @Override
    public synchronized void write(int value) {
      text.append((char) value);
      notifyAll();
    }

    synchronized String next() throws InterruptedException {
      while (text.indexOf("\n") < 0) {
        wait();
      }
      int end = text.indexOf("\n");
      String line = text.substring(0, end).strip();
      text.delete(0, end + 1);
      return line;
    }

    void until(String line) throws InterruptedException {
      while (!next().equals(line)) {
        // Terminals echo what is typed.
      }
    }
  }
}
