package dev.bowsprit.runtime.session.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** A connection in the shape of a socket, which is what gRPC's transport asks for. */
final class StreamSocket extends Socket {

  private static final SocketAddress SOMEWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final Connection connection;
  private volatile boolean closed;

  StreamSocket(Connection connection) {
    super();
    this.connection = connection;
  }

  @Override
  public InputStream getInputStream() {
    return connection.input();
  }

  @Override
  public OutputStream getOutputStream() {
    return connection.output();
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      connection.close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return SOMEWHERE;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return SOMEWHERE;
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // streams have no such delay
  }

  @Override
  public void setSoTimeout(int timeout) {
    // streams end by being closed
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }
}
