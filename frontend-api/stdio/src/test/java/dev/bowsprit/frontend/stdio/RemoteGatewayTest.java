package dev.bowsprit.frontend.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.DoneMessage;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class RemoteGatewayTest {

  private TestDaemon daemon;
  private Socket socket;
  private Gateway gateway;

  @BeforeEach
  void connect() throws IOException {
    daemon = new TestDaemon();
    socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
    socket.setTcpNoDelay(true);
    gateway = RemoteGateway.connect(socket.getInputStream(), socket.getOutputStream());
  }

  @AfterEach
  void disconnect() throws IOException {
    socket.close();
    daemon.close();
  }

  private static SolveRequest solve(int size) {
    return SolveRequest.newBuilder().setExporterAttr(ByteString.copyFrom(new byte[size])).build();
  }

  @Test
  void callsMethods() {
    assertThat(gateway.ping(PingRequest.getDefaultInstance()).getLLBCapsCount()).isZero();
    assertThat(gateway.ping(PingRequest.getDefaultInstance()).getWorkersCount()).isZero();
  }

  @Test
  void sendsAndTakesLargeMessages() {
    int size = 15 << 20;
    SolveRequest request = solve(size);
    assertThat(gateway.solve(request).getRef()).isEqualTo("" + request.getSerializedSize());
    ReadFileRequest read =
        ReadFileRequest.newBuilder().setFilePath(Integer.toString(40 << 20)).build();
    assertThat(gateway.readFile(read).getData().size()).isEqualTo(40 << 20);
  }

  @Test
  void refusesMessagesThatNoDaemonTakes() {
    assertThatThrownBy(() -> gateway.solve(solve(17 << 20)))
        .isInstanceOf(GatewayException.class)
        .hasMessageStartingWith("Solve: message of 17825797 bytes is larger than");
  }

  @Test
  void carriesCodeMessageAndDetailsOfFailures() {
    SolveRequest request = SolveRequest.newBuilder().setFrontend("fail").build();
    assertThatThrownBy(() -> gateway.solve(request))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
              assertThat(e).hasMessage("nicht gefunden: ü %41");
              assertThat(e.details()).extracting(d -> d.getTypeUrl()).containsExactly("x/y+json");
            });
  }

  @Test
  void saysWhatTheDaemonDoesNotKnow() {
    assertThatThrownBy(
            () -> gateway.inputs(dev.bowsprit.wire.gateway.InputsRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED));
  }

  @Test
  void callsFromManyThreadsDoNotMix() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        SolveRequest request = solve(i * 997);
        answers.add(
            threads.submit(
                () -> gateway.solve(request).getRef().equals("" + request.getSerializedSize())));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void streamsInBothDirections() {
    try (Gateway.ExecStream stream = gateway.execProcess()) {
      for (int i = 0; i < 50; i++) {
        ByteString data = ByteString.copyFrom(new byte[i * 5000]);
        stream.send(ExecMessage.newBuilder().setFile(FdMessage.newBuilder().setData(data)).build());
        FdMessage file = stream.receive().orElseThrow().getFile();
        assertThat(file.getFd()).isEqualTo(7);
        assertThat(file.getData()).isEqualTo(data);
      }
      stream.send(ExecMessage.newBuilder().setDone(DoneMessage.getDefaultInstance()).build());
      assertThat(stream.receive()).isEmpty();
    }
  }

  @Test
  void givesUpWhenInterrupted() throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    gateway.solve(SolveRequest.newBuilder().setFrontend("hang").build());
                  } catch (GatewayException e) {
                    outcome.complete(Thread.currentThread().isInterrupted() ? e : null);
                  }
                });
    daemon.hanging.await();
    caller.interrupt();
    assertThat(outcome.get())
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.code()).isEqualTo(Code.CANCELLED));
    assertThat(gateway.solve(solve(1)).getRef()).isEqualTo("3");
  }

  @Test
  void failsWhenTheDaemonGoes() throws Exception {
    CompletableFuture<GatewayException> outcome = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    gateway.solve(SolveRequest.newBuilder().setFrontend("hang").build());
                  } catch (GatewayException e) {
                    outcome.complete(e);
                  }
                });
    daemon.hanging.await();
    daemon.close();
    caller.join();
    assertThat(outcome.get().code()).isEqualTo(Code.UNAVAILABLE);
    assertThatThrownBy(() -> gateway.solve(solve(1))).isInstanceOf(GatewayException.class);
  }
}
