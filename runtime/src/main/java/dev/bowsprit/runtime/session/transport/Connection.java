package dev.bowsprit.runtime.session.transport;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A pair of byte streams, on which one HTTP/2 connection can live. */
public interface Connection extends Closeable {

  /** What the other side sends; ends when either side closes. */
  InputStream input();

  /** What is sent to the other side. */
  OutputStream output();
}
