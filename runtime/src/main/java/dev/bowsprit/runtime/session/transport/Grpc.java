package dev.bowsprit.runtime.session.transport;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * Makes gRPC channels and servers over {@link Connection}s, or within the process. The only class
 * that knows which HTTP/2 library carries gRPC.
 */
public final class Grpc {

  /** The greatest message, in bytes: BuildKit's. */
  public static final int MAX_MESSAGE = 16 << 20;

  /** Flow control windows as large as the kernel's buffers would be, in bytes. */
  private static final int WINDOW = 4 << 20;

  /** How many calls a process may have going on at the same time. */
  private static final int MAX_CALLS = 1000;

  /** The authority of calls; BuildKit's servers do not look at it. */
  private static final String AUTHORITY = "localhost";

  /** A numeric target, so that no name service is asked. It is never connected to. */
  private static final String TARGET = "127.0.0.1:1";

  private static final ExecutorService EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Threads that read and write connections of a channel. Virtual ones would leave the thread that
   * polls for them in the kernel, for which a process that ends waits 0.3 s.
   */
  private static final ExecutorService TRANSPORT =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("grpc-transport-", 0).daemon().factory());

  private Grpc() {}

  /** A channel over a connection that the dialer opens at the first call. */
  public static ManagedChannel channel(Dialer dialer) {
    return OkHttpChannelBuilder.forTarget(TARGET)
        .overrideAuthority(AUTHORITY)
        .usePlaintext()
        .socketFactory(new DialingFactory(dialer))
        .executor(EXECUTOR)
        .transportExecutor(TRANSPORT)
        .maxInboundMessageSize(MAX_MESSAGE)
        .flowControlWindow(WINDOW)
        .proxyDetector(address -> null)
        .disableRetry()
        .disableServiceConfigLookUp()
        .build();
  }

  /** A server on what the acceptor accepts; services are to be added. */
  public static ServerBuilder<?> server(Acceptor acceptor) {
    return OkHttpServerBuilder.forPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            InsecureServerCredentials.create())
        .socketFactory(new AcceptingFactory(acceptor))
        .executor(EXECUTOR)
        .transportExecutor(EXECUTOR)
        .maxInboundMessageSize(MAX_MESSAGE)
        .maxInboundMetadataSize(1 << 20)
        .flowControlWindow(WINDOW)
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /**
   * A server for one process whose standard streams the acceptor gives; services are to be added.
   *
   * @param maxMessage the longest message that it may send, in bytes
   */
  public static ServerBuilder<?> processServer(Acceptor acceptor, int maxMessage) {
    return OkHttpServerBuilder.forPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            InsecureServerCredentials.create())
        .socketFactory(new AcceptingFactory(acceptor))
        .executor(EXECUTOR)
        // Pipes are read and written by native calls, which would hold on to carriers.
        .transportExecutor(TRANSPORT)
        .maxInboundMessageSize(maxMessage)
        .maxConcurrentCallsPerConnection(MAX_CALLS)
        .flowControlWindow(WINDOW)
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /** A channel to a server of this process. */
  public static ManagedChannel inProcessChannel(String name) {
    return InProcessChannelBuilder.forName(name)
        .executor(EXECUTOR)
        .maxInboundMessageSize(MAX_MESSAGE)
        .build();
  }

  /** A server for channels of this process; services are to be added. */
  public static ServerBuilder<?> inProcessServer(String name) {
    return InProcessServerBuilder.forName(name).executor(EXECUTOR);
  }

  /** Starts a server, of which starting only fails by the acceptor. */
  public static Server start(ServerBuilder<?> builder) {
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class DialingFactory extends SocketFactory {

    private final Dialer dialer;

    DialingFactory(Dialer dialer) {
      this.dialer = dialer;
    }

    @Override
    public Socket createSocket() throws IOException {
      return new StreamSocket(dialer.dial());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
        throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
        throws IOException {
      return createSocket();
    }
  }

  private static final class AcceptingFactory extends ServerSocketFactory {

    private final Acceptor acceptor;

    AcceptingFactory(Acceptor acceptor) {
      this.acceptor = acceptor;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new AcceptingSocket(acceptor);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return createServerSocket();
    }
  }

  /** An acceptor in the shape of a server socket. */
  private static final class AcceptingSocket extends ServerSocket {

    private final Acceptor acceptor;
    private volatile boolean closed;

    AcceptingSocket(Acceptor acceptor) throws IOException {
      super();
      this.acceptor = acceptor;
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) {
      // it listens already
    }

    @Override
    public void bind(SocketAddress endpoint) {
      // it listens already
    }

    @Override
    public Socket accept() throws IOException {
      return new StreamSocket(acceptor.accept());
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      acceptor.close();
    }
  }
}
