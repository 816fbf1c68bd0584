package dev.bowsprit.runtime.session.transport;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A connection inside a bidirectional gRPC stream of byte messages, as {@code Control.Session}
 * carries the client's session and {@code SSH.ForwardAgent} an agent's socket.
 *
 * @param <M> the message, which wraps bytes
 */
public final class ByteTunnel<M> implements Connection {

  /** Longer writes are cut, so that no message nears gRPC's limits; bytes. */
  private static final int CHUNK = 1 << 20;

  private final MessageStream<M, M> stream;
  private final Function<ByteString, M> wrap;
  private final Function<M, ByteString> unwrap;
  private final In input = new In();
  private final Out output = new Out();
  private volatile boolean ended;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A tunnel through a stream, with messages that are made and read by these functions. */
  public ByteTunnel(
      MessageStream<M, M> stream, Function<ByteString, M> wrap, Function<M, ByteString> unwrap) {
    this.stream = stream;
    this.wrap = wrap;
    this.unwrap = unwrap;
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
  public void close() {
    stream.close();
    closed.countDown();
  }

  /** Waits until either side closes. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  private final class In extends InputStream {

    private ByteString current = ByteString.EMPTY;
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      while (at == current.size()) {
        if (!next()) {
          return -1;
        }
      }
      int count = Math.min(length, current.size() - at);
      current.substring(at, at + count).copyTo(target, offset);
      at += count;
      return count;
    }

    private boolean next() {
      Optional<M> message;
      try {
        message = stream.receive();
      } catch (GatewayException e) {
        // a peer that vanishes ends its session, no more
        message = Optional.empty();
      }
      current = message.map(unwrap).orElse(ByteString.EMPTY);
      at = 0;
      if (message.isEmpty()) {
        // what would still be sent is a farewell, which a peer that is leaving reports as an error
        ended = true;
        closed.countDown();
      }
      return message.isPresent();
    }
  }

  private final class Out extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      if (ended) {
        throw new IOException("the session has ended");
      }
      try {
        for (int done = 0; done < length; done += CHUNK) {
          int count = Math.min(CHUNK, length - done);
          stream.send(wrap.apply(ByteString.copyFrom(source, offset + done, count)));
        }
      } catch (GatewayException e) {
        throw new IOException("the session was closed", e);
      }
    }
  }
}
