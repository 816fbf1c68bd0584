package dev.bowsprit.conformance.process;

import dev.bowsprit.runtime.session.transport.Connection;
import java.io.InputStream;
import java.io.OutputStream;

/** The standard streams of a process, seen from outside: what it writes is read here. */
public record ProcessConnection(Process process) implements Connection {

  @Override
  public InputStream input() {
    return process.getInputStream();
  }

  @Override
  public OutputStream output() {
    return process.getOutputStream();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
