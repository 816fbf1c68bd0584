package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * What a frontend sends to a process's standard input. Holds one piece: the next waits until the
 * process has read it. Closing it, as is done when the process ends, drops all that still comes.
 */
final class ProcessInput extends InputStream {

  private ByteBuffer piece = ByteBuffer.allocate(0);
  private boolean complete;
  private boolean closed;

  /** Gives the process a piece, which is the last one or not. */
  synchronized void put(ByteString data, boolean last) {
    while (piece.hasRemaining() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw GatewayException.of(Code.CANCELLED, "context canceled");
      }
    }
    piece = data.asReadOnlyByteBuffer();
    complete |= last;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
    while (!piece.hasRemaining() && !complete && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    if (closed || !piece.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, piece.remaining());
    piece.get(bytes, offset, count);
    notifyAll();
    return count;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
