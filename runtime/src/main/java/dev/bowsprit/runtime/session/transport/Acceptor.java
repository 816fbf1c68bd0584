package dev.bowsprit.runtime.session.transport;

import java.io.Closeable;
import java.io.IOException;

/** Takes connections at one place. */
public interface Acceptor extends Closeable {

  /** Waits for the next connection; fails once the acceptor is closed. */
  Connection accept() throws IOException;

  /** An acceptor of a single connection that exists already. */
  static Acceptor of(Connection connection) {
    return new SingleAcceptor(connection);
  }
}
