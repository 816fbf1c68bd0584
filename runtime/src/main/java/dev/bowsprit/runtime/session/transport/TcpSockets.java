package dev.bowsprit.runtime.session.transport;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Plain connections over TCP. */
public final class TcpSockets {

  private TcpSockets() {}

  /** Opens connections to a port of a host. */
  public static Dialer dialer(String host, int port) {
    return () -> {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress(host, port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new UnixSockets.ChannelConnection(channel);
    };
  }
}
