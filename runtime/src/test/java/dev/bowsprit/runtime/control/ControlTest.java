package dev.bowsprit.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.RefusingGateway;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.session.ClientFiles;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.SessionHub;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.client.OutputTarget;
import dev.bowsprit.runtime.session.client.SecretSource;
import dev.bowsprit.runtime.session.fsutil.DirectoryTree;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.engine.StopRequest;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import dev.bowsprit.runtime.worker.layer.Peers;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.LLBBridgeGrpc;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client and an engine's server over a real socket, with builds that ask the client for things.
 */
class ControlTest {

  @TempDir Path folder;

  private final SessionHub sessions = new SessionHub();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  /** A client of a server whose builds get the session of their client. */
  private BuildClient client(BiFunction<SolveRequest, Session, SolveResponse> build)
      throws IOException {
    return client(
        new FakeEngine(request -> build.apply(request, sessions.get(request.getSession()))));
  }

  private BuildClient client(BuildEngine engine) throws IOException {
    serve(engine);
    BuildClient client = BuildClient.connect(UnixSockets.dialer(folder.resolve("sock")));
    open.add(client);
    return client;
  }

  private void serve(BuildEngine engine) throws IOException {
    EngineServer server = new EngineServer(engine, sessions, folder, () -> stopped.set(true));
    server.listen(UnixSockets.listen(folder.resolve("sock")));
    open.add(server);
  }

  private static SolveResponse response(String key, String value) {
    return SolveResponse.newBuilder().putExporterResponse(key, value).build();
  }

  private static SolveResponse run(BuildClient client, ClientOffers offers) {
    return client.build(
        BuildClient.Build.of(SolveRequest.getDefaultInstance(), offers), status -> {});
  }

  private ClientOffers offers(
      Map<Integer, OutputTarget> outputs, Map<String, SecretSource> secrets) {
    return new ClientOffers(
        Map.of("context", folder),
        outputs,
        secrets,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of("TOKEN", "from the environment"));
  }

  @Test
  void aBuildReadsTheClientsFolder() throws IOException {
    Path context = Files.createDirectories(folder.resolve("context/sub"));
    Files.writeString(context.resolve("file.txt"), "content");
    BuildClient client =
        client(
            (request, session) -> {
              Map<String, String> files = new TreeMap<>();
              receive(
                  session,
                  new ClientFiles.Request("context", List.of(), List.of("**/*.log"), List.of()),
                  files);
              return SolveResponse.newBuilder().putAllExporterResponse(files).build();
            });

    SolveResponse response =
        run(client, ClientOffers.ofFolders(Map.of("context", folder.resolve("context"))));

    assertThat(response.getExporterResponseMap()).containsEntry("sub/file.txt", "content");
  }

  private static void receive(
      Session session, ClientFiles.Request request, Map<String, String> files) {
    try (MessageStream<Packet, Packet> stream = ClientFiles.receive(session, request)) {
      FileReceiver.receive(
          stream,
          new FileReceiver.Target() {
            @Override
            public boolean entry(Stat stat) {
              return true;
            }

            @Override
            public OutputStream content(Stat stat) {
              return new ByteArrayOutputStream() {
                @Override
                public void close() {
                  synchronized (files) {
                    files.put(stat.getPath(), toString(StandardCharsets.UTF_8));
                  }
                }
              };
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFolderThatWasNotNamedStaysClosed() throws IOException {
    BuildClient client =
        client(
            (request, session) -> {
              receive(
                  session,
                  new ClientFiles.Request("etc", List.of(), List.of(), List.of()),
                  new TreeMap<>());
              return SolveResponse.getDefaultInstance();
            });
    assertThatThrownBy(() -> run(client, ClientOffers.ofFolders(Map.of("context", folder))))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no access allowed to dir \"etc\"");
  }

  @Test
  void aBuildGetsSecretsByTheirIdAndNoOthers() throws IOException {
    Files.writeString(folder.resolve("key"), "from a file");
    BuildClient client =
        client(
            (request, session) -> {
              SolveResponse.Builder response = SolveResponse.newBuilder();
              for (String id : List.of("file", "variable", "other")) {
                response.putExporterResponse(id, secret(session, id));
              }
              return response.build();
            });

    SolveResponse response =
        run(
            client,
            offers(
                Map.of(),
                Map.of(
                    "file", new SecretSource.OfFile(folder.resolve("key")),
                    "variable", new SecretSource.OfVariable("TOKEN"))));

    assertThat(response.getExporterResponseMap())
        .containsEntry("file", "from a file")
        .containsEntry("variable", "from the environment")
        .containsEntry("other", "NOT_FOUND");
  }

  private static String secret(Session session, String id) {
    try {
      return SecretsGrpc.newBlockingStub(session.channel())
          .getSecret(GetSecretRequest.newBuilder().setID(id).build())
          .getData()
          .toStringUtf8();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  @Test
  void anArchiveArrivesWholeOrNotAtAll() throws IOException {
    byte[] archive = new byte[5_000_000];
    new Random(1).nextBytes(archive);
    BuildClient client =
        client(
            (request, session) -> {
              try (OutputStream out =
                  ClientFiles.sendFile(session, 0, Map.of("containerimage.digest", "sha256:1"))) {
                out.write(archive);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return SolveResponse.getDefaultInstance();
            });
    Path file = folder.resolve("out/image.tar");
    run(client, offers(Map.of(0, new OutputTarget.ToFile(file)), Map.of()));
    assertThat(file).hasBinaryContent(archive);
  }

  @Test
  void aBrokenExportLeavesNoFile() throws IOException {
    BuildClient client =
        client(
            (request, session) -> {
              try {
                OutputStream out = ClientFiles.sendFile(session, 0, Map.of());
                out.write(new byte[100_000]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              throw GatewayException.of(GatewayException.Code.INTERNAL, "disk full");
            });
    Path file = folder.resolve("out/image.tar");
    assertThatThrownBy(
            () -> run(client, offers(Map.of(0, new OutputTarget.ToFile(file)), Map.of())))
        .hasMessage("disk full");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFolderIsMergedOrMirrored() throws IOException {
    Path result = Files.createDirectories(folder.resolve("result/bin"));
    Files.writeString(result.resolve("new"), "new");
    Path dest = Files.createDirectories(folder.resolve("dest"));
    Files.writeString(dest.resolve("old"), "old");
    BuildClient client =
        client(
            (request, session) -> {
              try {
                ClientFiles.sendTree(
                    session,
                    0,
                    DirectoryTree.of(
                        folder.resolve("result"), List.of(), List.of(), List.of(), false));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return SolveResponse.getDefaultInstance();
            });

    run(client, offers(Map.of(0, new OutputTarget.ToFolder(dest, false)), Map.of()));
    assertThat(dest.resolve("bin/new")).hasContent("new");
    assertThat(dest.resolve("old")).exists();

    run(client, offers(Map.of(0, new OutputTarget.ToFolder(dest, true)), Map.of()));
    assertThat(dest.resolve("bin/new")).exists();
    assertThat(dest.resolve("old")).doesNotExist();
  }

  @Test
  void typedDetailsOfAFailureReachTheClient() throws IOException {
    Any detail =
        Any.newBuilder()
            .setTypeUrl("github.com/moby/buildkit/errdefs.Source+json")
            .setValue(ByteString.copyFromUtf8("{}"))
            .build();
    BuildClient client =
        client(
            (request, session) -> {
              throw GatewayException.of(GatewayException.Code.INVALID_ARGUMENT, "unknown stage")
                  .withDetails(List.of(detail));
            });
    assertThatThrownBy(() -> run(client, offers(Map.of(), Map.of())))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(GatewayException.Code.INVALID_ARGUMENT);
              assertThat(e.getMessage()).isEqualTo("unknown stage");
              assertThat(e.details()).containsExactly(detail);
            });
  }

  @Test
  void anInterruptOfTheClientCancelsTheBuild() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    BuildClient client =
        client(
            (request, session) -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              throw GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
            });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread build =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run(client, offers(Map.of(), Map.of()));
                  } catch (GatewayException e) {
                    failure.set(e);
                  }
                });
    started.await();
    build.interrupt();
    build.join();
    interrupted.await();
    assertThat(failure.get())
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.code()).isEqualTo(GatewayException.Code.CANCELLED));
  }

  /** An engine that waits for an answer of a frontend that cannot give one is not waited for. */
  @Test
  void aBuildWhoseFrontendCannotAnswerEndsWithItsReason() throws IOException {
    CountDownLatch interrupted = new CountDownLatch(1);
    BuildClient client =
        client(
            (request, session) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              throw GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
            });
    BuildClient.Build build =
        new BuildClient.Build(
            SolveRequest.getDefaultInstance(),
            offers(Map.of(), Map.of()),
            "",
            Optional.of((environment, gateway) -> {}));
    assertThatThrownBy(() -> client.build(build, status -> {}))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no such job");
    Awaitility.await().until(() -> interrupted.getCount() == 0);
  }

  /** The build ends as soon as the engine has the answer, before the frontend hears that it has. */
  @Test
  void aFrontendIsHeardOutWhenItsAnswerEndsTheBuild() throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicReference<Throwable> heard = new AtomicReference<>();
    BuildClient client =
        client(
            new FakeEngine(
                request -> {
                  await(answered);
                  throw GatewayException.of(GatewayException.Code.UNKNOWN, "unknown key");
                },
                ref -> new SlowToReturn(answered)));
    BuildClient.Build build =
        BuildClient.Build.of(SolveRequest.getDefaultInstance(), offers(Map.of(), Map.of()))
            .with(
                (environment, gateway) -> {
                  try {
                    gateway.returnResult(ReturnRequest.getDefaultInstance());
                  } catch (GatewayException e) {
                    heard.set(e);
                  }
                });
    assertThatThrownBy(() -> client.build(build, status -> {})).hasMessage("unknown key");
    assertThat(heard.get()).isNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
    }
  }

  /** A gateway that has an answer long before it says so. */
  private static final class SlowToReturn extends RefusingGateway {
    private final CountDownLatch answered;

    SlowToReturn(CountDownLatch answered) {
      this.answered = answered;
    }

    @Override
    public PongResponse ping(PingRequest request) {
      return PongResponse.getDefaultInstance();
    }

    @Override
    public ReturnResponse returnResult(ReturnRequest request) {
      answered.countDown();
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        throw GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
      }
      return ReturnResponse.getDefaultInstance();
    }
  }

  @Test
  void anEngineTellsWhoItIsAndStopsWhenItIsIdle() throws IOException {
    BuildClient client = client((request, session) -> response("a", "b"));
    assertThat(client.describe().getPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(client.describe().getRoot()).isEqualTo(folder.toString());
    assertThat(client.stop(StopRequest.newBuilder().setOnlyIfIdle(true).build())).isTrue();
    Awaitility.await().untilTrue(stopped); // it answers before it stops
  }

  @Test
  void aGatewayIsFoundByTheBuildItBelongsTo() throws IOException {
    client((request, session) -> response("a", "b"));
    var channel = Grpc.channel(UnixSockets.dialer(folder.resolve("sock")));
    open.add(channel::shutdownNow);
    assertThatThrownBy(
            () -> LLBBridgeGrpc.newBlockingStub(channel).ping(PingRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
  }

  @Test
  void buildctlSpeaksWithTheServer() throws Exception {
    Path buildctl = Peers.need("buildctl");
    client((request, session) -> response("a", "b"));
    Process process =
        new ProcessBuilder(
                buildctl.toString(),
                "--addr",
                "unix://" + folder.resolve("sock"),
                "debug",
                "workers")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("worker");
  }
}
