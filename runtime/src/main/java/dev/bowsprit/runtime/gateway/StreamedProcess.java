package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.worker.exec.Executor.RunningProcess;
import dev.bowsprit.runtime.worker.exec.Executor.Streams;
import dev.bowsprit.runtime.worker.sys.Processes;
import dev.bowsprit.runtime.worker.sys.Signals;
import dev.bowsprit.wire.gateway.DoneMessage;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.ExitMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.ResizeMessage;
import dev.bowsprit.wire.gateway.SignalMessage;
import dev.bowsprit.wire.gateway.StartedMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One process of a frontend as its messages tell it. What the frontend is told is always {@code
 * Started}, output, the end of each output, {@code Exit} and {@code Done}, in this order.
 */
final class StreamedProcess {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /** The exit code of what never ran: BuildKit's {@code UnknownExitStatus}. */
  private static final int UNKNOWN_EXIT = 255;

  private final String id;
  private final Outbox outbox;
  private final List<Integer> descriptors;
  private final Optional<ProcessInput> input;
  private final CountDownLatch announced = new CountDownLatch(1);
  private volatile Optional<RunningProcess> running = Optional.empty();

  StreamedProcess(String id, InitMessage init, Outbox outbox) {
    this.id = id;
    this.outbox = outbox;
    this.descriptors = init.getFdsList().stream().distinct().toList();
    this.input = descriptors.contains(STDIN) ? Optional.of(new ProcessInput()) : Optional.empty();
  }

  /**
   * Starts it. That it cannot be started is told like its end.
   *
   * @param environment its variables
   * @param whenDone run when all is told
   */
  void start(
      GatewayContainer container, InitMessage init, List<String> environment, Runnable whenDone) {
    Streams streams = new Streams(input.map(stream -> stream), output(STDOUT), output(STDERR));
    ExitMessage failure = ExitMessage.getDefaultInstance();
    try {
      running = Optional.of(container.start(init, environment, streams));
    } catch (GatewayException e) {
      failure = ExitMessage.newBuilder().setCode(UNKNOWN_EXIT).setError(e.status()).build();
    }
    outbox.add(message().setStarted(StartedMessage.getDefaultInstance()).build());
    announced.countDown();
    if (running.isPresent()) {
      RunningProcess process = running.get();
      Thread.ofVirtual()
          .name("process-" + id)
          .start(
              () -> {
                finish(exit(process.waitFor()));
                whenDone.run();
              });
    } else {
      finish(failure);
      whenDone.run();
    }
  }

  private static ExitMessage exit(int code) {
    ExitMessage.Builder exit = ExitMessage.newBuilder().setCode(code);
    if (code != 0) {
      exit.setError(
          GatewayException.of(Code.UNKNOWN, "exit code: " + code)
              .withDetails(List.of(new ErrorDetail.Exit(code).toAny()))
              .status());
    }
    return exit.build();
  }

  private void finish(ExitMessage exit) {
    input.ifPresent(ProcessInput::close);
    for (int descriptor : descriptors) {
      if (descriptor != STDIN) {
        outbox.add(
            message().setFile(FdMessage.newBuilder().setFd(descriptor).setEOF(true)).build());
      }
    }
    outbox.add(message().setExit(exit).build());
    outbox.add(message().setDone(DoneMessage.getDefaultInstance()).build());
  }

  private ExecMessage.Builder message() {
    return ExecMessage.newBuilder().setProcessID(id);
  }

  private OutputStream output(int descriptor) {
    return descriptors.contains(descriptor)
        ? new Output(descriptor)
        : OutputStream.nullOutputStream();
  }

  /** Gives it input. */
  void write(FdMessage data) {
    ProcessInput stream =
        input
            .filter(some -> data.getFd() == STDIN)
            .orElseThrow(
                () ->
                    GatewayException.of(
                        Code.OUT_OF_RANGE, "fd " + data.getFd() + " unavailable to write"));
    stream.put(data.getData(), data.getEOF());
  }

  /** Changes the size of its terminal. */
  void resize(ResizeMessage size) {
    running.ifPresent(process -> process.resize(size.getRows(), size.getCols()));
  }

  /** Sends it a signal. */
  void signal(SignalMessage signal) {
    int number =
        Signals.number(signal.getName())
            .orElseThrow(
                () ->
                    GatewayException.of(
                        Code.INVALID_ARGUMENT, "Unknown signal " + signal.getName()));
    running.ifPresent(process -> process.signal(number));
  }

  /** Kills it if it still runs. */
  void kill() {
    input.ifPresent(ProcessInput::close);
    running.ifPresent(process -> process.signal(Processes.SIGKILL));
  }

  private final class Output extends OutputStream {

    private final int descriptor;

    Output(int descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      FdMessage data =
          FdMessage.newBuilder()
              .setFd(descriptor)
              .setData(ByteString.copyFrom(bytes, offset, length))
              .build();
      try {
        announced.await();
        if (!outbox.offer(message().setFile(data).build())) {
          throw new IOException("nobody listens any more");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
