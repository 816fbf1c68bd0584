package dev.bowsprit.runtime.source;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.wire.sshforward.BytesMessage;
import dev.bowsprit.runtime.wire.sshforward.CheckAgentRequest;
import dev.bowsprit.runtime.wire.sshforward.SSHGrpc;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.PathHandle;
import dev.bowsprit.wire.pb.SSHOpt;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A socket behind which the ssh agent of a client answers: every connection is a stream of the
 * client's {@code moby.sshforward.v1.SSH} service.
 */
public final class SshForward implements AutoCloseable {

  private static final String DEFAULT_ID = "default";
  private static final Metadata.Key<String> ID_HEADER =
      Metadata.Key.of("buildkit.ssh.id", Metadata.ASCII_STRING_MARSHALLER);
  private static final int BUFFER = 32 * 1024;

  private final Session session;
  private final String id;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  private SshForward(Session session, String id, ServerSocketChannel server) {
    this.session = session;
    this.id = id;
    this.server = server;
  }

  /**
   * Finds a client that forwards an agent.
   *
   * @return empty if none does and the mount is optional
   * @throws GatewayException if none does
   */
  public static Optional<Session> find(Sessions sessions, SSHOpt option) {
    try {
      return Optional.of(
          sessions.any(
              session -> {
                check(session, option.getID());
                return session;
              }));
    } catch (GatewayException e) {
      if (option.getOptional()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void check(Session session, String id) {
    try {
      var _ =
          SSHGrpc.newBlockingStub(session.channel())
              .checkAgent(CheckAgentRequest.newBuilder().setID(id).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw GatewayException.of(
            GatewayException.Code.UNKNOWN, "no SSH key \"" + id + "\" forwarded from the client");
      }
      throw SessionErrors.of(e);
    }
  }

  /** Opens the socket in a folder. */
  public static SshForward open(Session session, SSHOpt option, Path folder, String name)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try (PathHandle handle = PathHandle.open(folder)) {
      // The address of a socket has room for about a hundred bytes, which the folder may exceed.
      server.bind(UnixDomainSocketAddress.of(handle.path().resolve(name)));
      Path socket = folder.resolve(name);
      Nodes.chown(socket, option.getUid(), option.getGid());
      Nodes.chmod(socket, option.getMode() & 0777);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    String id = option.getID().isEmpty() ? DEFAULT_ID : option.getID();
    SshForward forward = new SshForward(session, id, server);
    Thread.ofVirtual().name("ssh forward").start(forward::accept);
    return forward;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().name("ssh connection").start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    Metadata headers = new Metadata();
    headers.put(ID_HEADER, id);
    StreamObserver<BytesMessage> toAgent =
        SSHGrpc.newStub(session.channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .forwardAgent(new ToProcess(connection));
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (connection.read(buffer) >= 0) {
        buffer.flip();
        toAgent.onNext(BytesMessage.newBuilder().setData(ByteString.copyFrom(buffer)).build());
        buffer.clear();
      }
      toAgent.onCompleted();
    } catch (IOException | RuntimeException e) {
      toAgent.onError(Status.CANCELLED.withCause(e).asRuntimeException());
      drop(connection);
    }
  }

  private void drop(SocketChannel connection) {
    connections.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      // Nobody is left to tell.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // The socket goes with its folder.
    }
    Set.copyOf(connections).forEach(this::drop);
  }

  /** Writes the agent's answers to the process that asked. */
  private final class ToProcess implements StreamObserver<BytesMessage> {
    private final SocketChannel connection;

    ToProcess(SocketChannel connection) {
      this.connection = connection;
    }

    @Override
    public void onNext(BytesMessage message) {
      ByteBuffer data = message.getData().asReadOnlyByteBuffer();
      try {
        while (data.hasRemaining()) {
          connection.write(data);
        }
      } catch (IOException e) {
        drop(connection);
      }
    }

    @Override
    public void onError(Throwable failure) {
      drop(connection);
    }

    @Override
    public void onCompleted() {
      drop(connection);
    }
  }
}
