package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.worker.exec.Executor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The connection with a process over its standard input and output. */
final class ProcessConnection implements Connection {

  private final Executor.ConnectedProcess process;
  private final Runnable closed;

  /**
   * A connection.
   *
   * @param closed what to do when this side gives it up: the process has ended, or does not speak
   *     the protocol
   */
  ProcessConnection(Executor.ConnectedProcess process, Runnable closed) {
    this.process = process;
    this.closed = closed;
  }

  @Override
  public InputStream input() {
    return process.output();
  }

  @Override
  public OutputStream output() {
    return process.input();
  }

  @Override
  public void close() throws IOException {
    closed.run();
    // Its output is not closed: that would wait for a reader that waits for the process.
    process.input().close();
  }
}
