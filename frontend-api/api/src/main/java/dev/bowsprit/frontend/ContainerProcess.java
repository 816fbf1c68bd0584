package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.Gateway.ExecStream;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.ExitMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.ResizeMessage;
import dev.bowsprit.wire.gateway.SignalMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A process that runs in a container. Methods may be called from several threads. */
public final class ContainerProcess implements AutoCloseable {

  private static final int BUFFER = 32 << 10;
  private static final int STDERR = 2;

  /** The exit code of what never ran: BuildKit's {@code UnknownExitStatus}. */
  private static final int UNKNOWN_EXIT = 255;

  private final Container container;
  private final String id;
  private final ExecStream stream;
  private final ProcessStreams streams;
  private final CompletableFuture<ExitMessage> exit = new CompletableFuture<>();
  private volatile Optional<Thread> feeder = Optional.empty();

  private ContainerProcess(
      Container container, String id, ExecStream stream, ProcessStreams streams) {
    this.container = container;
    this.id = id;
    this.stream = stream;
    this.streams = streams;
  }

  /** Each process has a stream of its own, so that one that nobody listens to holds up no other. */
  static ContainerProcess start(Container container, InitMessage init, ProcessStreams streams) {
    String id = container.id() + ":" + UUID.randomUUID();
    ExecStream stream = container.gateway().execProcess();
    ContainerProcess process = new ContainerProcess(container, id, stream, streams);
    boolean started = false;
    try {
      stream.send(process.message().setInit(init).build());
      process.awaitStart();
      started = true;
    } finally {
      if (!started) {
        stream.close();
      }
    }
    Thread.ofVirtual().name("process output").start(process::listen);
    streams
        .stdin()
        .ifPresent(
            in ->
                process.feeder =
                    Optional.of(
                        Thread.ofVirtual().name("process input").start(() -> process.feed(in))));
    return process;
  }

  private ExecMessage.Builder message() {
    return ExecMessage.newBuilder().setProcessID(id);
  }

  private void awaitStart() {
    Optional<ExecMessage> first = stream.receive();
    if (first.isEmpty() || !first.get().hasStarted()) {
      throw GatewayException.of(Code.INTERNAL, "the daemon did not say that the process started");
    }
  }

  private void listen() {
    ExitMessage end = null;
    try {
      for (Optional<ExecMessage> next = stream.receive();
          next.isPresent() && !next.get().hasDone();
          next = stream.receive()) {
        if (next.get().hasFile()) {
          write(next.get().getFile());
        } else if (next.get().hasExit()) {
          end = next.get().getExit();
          stopFeeding();
        }
      }
      if (end == null) {
        throw GatewayException.of(
            Code.UNAVAILABLE, "the daemon did not tell how the process ended");
      }
      exit.complete(end);
    } catch (IOException | RuntimeException e) {
      exit.completeExceptionally(e);
    } finally {
      stopFeeding();
      stream.close();
    }
  }

  private void write(FdMessage data) throws IOException {
    Optional<OutputStream> to = data.getFd() == STDERR ? streams.stderr() : streams.stdout();
    if (to.isPresent() && !data.getData().isEmpty()) {
      data.getData().writeTo(to.get());
      to.get().flush();
    }
  }

  private void feed(InputStream in) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = in.read(buffer); n >= 0 && !exit.isDone(); n = in.read(buffer)) {
        send(ByteString.copyFrom(buffer, 0, n), false);
      }
    } catch (IOException e) {
      // For the process this is the end of its input.
    } catch (GatewayException e) {
      return;
    }
    try {
      send(ByteString.EMPTY, true);
    } catch (GatewayException e) {
      // It has ended, and reads no more.
    }
  }

  private void send(ByteString data, boolean last) {
    stream.send(
        message().setFile(FdMessage.newBuilder().setFd(0).setData(data).setEOF(last)).build());
  }

  private void stopFeeding() {
    feeder.ifPresent(Thread::interrupt);
  }

  /**
   * Waits until it has ended and all its output is written. An interrupt ends the wait, not the
   * process.
   *
   * @return its exit code; 128 + signal if a signal ended it
   * @throws GatewayException if it could not be run, or the daemon is gone
   * @throws UncheckedIOException if its output could not be written
   */
  public int waitFor() {
    ExitMessage end;
    try {
      end = exit.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case GatewayException failure -> failure;
        case IOException failure -> new UncheckedIOException(failure);
        case null, default -> new IllegalStateException(e.getCause());
      };
    }
    boolean ran =
        end.getCode() != UNKNOWN_EXIT
            || end.getError().getMessage().contains("exit code: " + UNKNOWN_EXIT);
    if (!ran) {
      throw new GatewayException(end.getError());
    }
    return end.getCode();
  }

  /** Whether it has not ended yet. */
  public boolean isAlive() {
    return !exit.isDone();
  }

  /**
   * Sends it a signal. The first process of a container heeds only those that it handles, and
   * {@code KILL}.
   *
   * @param name the signal without {@code SIG}: {@code TERM}, {@code HUP}…
   */
  public void signal(String name) {
    container
        .setup()
        .require(GatewayCapabilities.GATEWAY_EXEC_SIGNALS, "signals in frontends' containers");
    if (isAlive()) {
      stream.send(message().setSignal(SignalMessage.newBuilder().setName(name)).build());
    }
  }

  /** Tells it how large its terminal is, in characters. */
  public void resize(int rows, int columns) {
    if (isAlive()) {
      stream.send(
          message().setResize(ResizeMessage.newBuilder().setRows(rows).setCols(columns)).build());
    }
  }

  /**
   * Gives it up: it is killed, at the latest when its container is closed, and whoever waits for it
   * waits no more. Does nothing once it has ended.
   */
  @Override
  public void close() {
    if (isAlive()) {
      exit.completeExceptionally(GatewayException.of(Code.CANCELLED, "the process was given up"));
      stream.close();
      stopFeeding();
    }
  }
}
