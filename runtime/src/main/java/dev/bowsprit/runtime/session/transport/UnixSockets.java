package dev.bowsprit.runtime.session.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connections over unix domain sockets. */
public final class UnixSockets {

  /** How many bytes the path of a socket may have; the kernel's limit without the final zero. */
  public static final int MAX_PATH = 107;

  private static final int BACKLOG = 128;

  private UnixSockets() {}

  /** Opens connections to a socket. */
  public static Dialer dialer(Path path) {
    return () -> new ChannelConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /**
   * Listens at a path, at which nothing may exist yet.
   *
   * @throws IOException if the path exists, is too long or cannot be made
   */
  public static Acceptor listen(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new ChannelAcceptor(channel);
  }

  private record ChannelAcceptor(ServerSocketChannel channel) implements Acceptor {

    @Override
    public Connection accept() throws IOException {
      return new ChannelConnection(channel.accept());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A connection on a channel, of a unix socket or of TCP. */
  static final class ChannelConnection implements Connection {

    private final SocketChannel channel;
    private final InputStream input;
    private final OutputStream output;

    ChannelConnection(SocketChannel channel) {
      this.channel = channel;
      this.input = Channels.newInputStream(channel);
      this.output = Channels.newOutputStream(channel);
    }

    @Override
    public InputStream input() {
      return input;
    }

    @Override
    public OutputStream output() {
      return output;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
