package dev.bowsprit.runtime.session.transport;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands out one connection, then waits to be closed. */
final class SingleAcceptor implements Acceptor {

  private final AtomicReference<@Nullable Connection> connection;
  private final CountDownLatch closed = new CountDownLatch(1);

  SingleAcceptor(Connection connection) {
    this.connection = new AtomicReference<>(connection);
  }

  @Override
  public Connection accept() throws IOException {
    Connection next = connection.getAndSet(null);
    if (next != null) {
      return next;
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("closed");
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
