package dev.bowsprit.runtime.session.transport;

import java.io.IOException;

/** Opens connections to one place. */
@FunctionalInterface
public interface Dialer {

  /** Opens a connection. */
  Connection dial() throws IOException;
}
