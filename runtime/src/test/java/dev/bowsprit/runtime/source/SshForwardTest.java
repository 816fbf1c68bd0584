package dev.bowsprit.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.runtime.session.ChannelSession;
import dev.bowsprit.runtime.wire.sshforward.BytesMessage;
import dev.bowsprit.runtime.wire.sshforward.SSHGrpc;
import dev.bowsprit.wire.pb.SSHOpt;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SshForwardTest {

  private static final Metadata.Key<String> ID =
      Metadata.Key.of("buildkit.ssh.id", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir Path temp;

  @Test
  void whatAProcessSaysGoesToTheAgentOfTheKeyAndBack() throws Exception {
    CompletableFuture<String> key = new CompletableFuture<>();
    String name = temp.toString();
    var server =
        InProcessServerBuilder.forName(name)
            .addService(ServerInterceptors.intercept(new EchoAgent(), new Listener(key)))
            .build()
            .start();
    var channel = InProcessChannelBuilder.forName(name).build();
    // Longer than the address of a socket may be.
    Path folder = Files.createDirectories(temp.resolve("x".repeat(120)));
    SSHOpt option = SSHOpt.newBuilder().setID("key").setMode(0600).build();
    try (SshForward forward = SshForward.open(new ChannelSession(channel), option, folder, "s")) {
      Path link = Files.createSymbolicLink(temp.resolve("l"), folder);
      try (SocketChannel process =
          SocketChannel.open(UnixDomainSocketAddress.of(link.resolve("s")))) {
        process.write(ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer answer = ByteBuffer.allocate(4);
        while (answer.hasRemaining() && process.read(answer) >= 0) {
          // All four bytes are wanted.
        }
        assertThat(new String(answer.array(), StandardCharsets.UTF_8)).isEqualTo("ping");
        assertThat(key.get()).isEqualTo("key");
        process.shutdownOutput();
        assertThat(process.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private static final class EchoAgent extends SSHGrpc.SSHImplBase {
    @Override
    public StreamObserver<BytesMessage> forwardAgent(StreamObserver<BytesMessage> answer) {
      return answer;
    }
  }

  private record Listener(CompletableFuture<String> key) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      key.complete(Optional.ofNullable(headers.get(ID)).orElse("none"));
      return next.startCall(call, headers);
    }
  }
}
