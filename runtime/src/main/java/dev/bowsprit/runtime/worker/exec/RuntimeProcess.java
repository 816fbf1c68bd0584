package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Processes;
import dev.bowsprit.runtime.worker.sys.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * A process in a container, and the runtime's process on this host that watches over it and ends
 * with its exit code.
 */
final class RuntimeProcess implements Executor.ConnectedProcess {

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);
  private static final int BUFFER = 32 * 1024;

  private final Process watcher;
  private final Path pidFile;
  private final Optional<Terminal> terminal;
  private final List<Thread> outputs = new ArrayList<>();
  private final Executor.Streams streams;

  private RuntimeProcess(
      Process watcher, Path pidFile, Optional<Terminal> terminal, Executor.Streams streams) {
    this.watcher = watcher;
    this.pidFile = pidFile;
    this.terminal = terminal;
    this.streams = streams;
  }

  /**
   * Starts the runtime.
   *
   * @param pidFile where the runtime writes the number that the container's process has here
   */
  static RuntimeProcess start(
      List<String> command, Path pidFile, boolean tty, Executor.Streams streams)
      throws IOException {
    if (tty) {
      return startOnTerminal(command, pidFile, streams);
    }
    ProcessBuilder builder = builder(command);
    if (streams.stdin().isEmpty()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
    Process watcher = builder.start();
    RuntimeProcess process = new RuntimeProcess(watcher, pidFile, Optional.empty(), streams);
    process.pump(watcher.getInputStream(), streams.stdout());
    process.pump(watcher.getErrorStream(), streams.stderr());
    streams.stdin().ifPresent(stdin -> feed(stdin, watcher.getOutputStream()));
    return process;
  }

  /** Starts the runtime for a process whose input and output are the caller's. */
  static RuntimeProcess connect(List<String> command, Path pidFile, OutputStream stderr)
      throws IOException {
    Process watcher = builder(command).start();
    Executor.Streams streams =
        new Executor.Streams(Optional.empty(), watcher.getOutputStream(), stderr);
    RuntimeProcess process = new RuntimeProcess(watcher, pidFile, Optional.empty(), streams);
    process.pump(watcher.getErrorStream(), stderr);
    return process;
  }

  /**
   * The far end is opened by a shell, which does not lead a session: if this process did so, the
   * terminal could become its own.
   */
  private static RuntimeProcess startOnTerminal(
      List<String> command, Path pidFile, Executor.Streams streams) throws IOException {
    Terminal terminal = Terminal.open();
    List<String> onTerminal = new ArrayList<>();
    onTerminal.addAll(
        List.of("/bin/sh", "-c", "exec \"$@\" <>" + terminal.farEnd() + " >&0 2>&0", "sh"));
    onTerminal.addAll(command);
    try {
      Process watcher = builder(onTerminal).start();
      RuntimeProcess process = new RuntimeProcess(watcher, pidFile, Optional.of(terminal), streams);
      process.pump(terminal.output(), streams.stdout());
      streams.stdin().ifPresent(stdin -> feed(stdin, terminal.input()));
      return process;
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    // The runtime would tell the engine's own supervisor that it is up.
    builder.environment().remove("NOTIFY_SOCKET");
    builder.environment().remove("LISTEN_FDS");
    return builder;
  }

  private void pump(InputStream from, OutputStream to) {
    outputs.add(Thread.ofPlatform().daemon().name("container output").start(() -> copy(from, to)));
  }

  /** Reads to the end even if nobody listens any more, or the process would wait for it. */
  private static void copy(InputStream from, OutputStream to) {
    byte[] buffer = new byte[BUFFER];
    boolean listening = true;
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        if (listening) {
          listening = write(to, buffer, n);
        }
      }
    } catch (IOException e) {
      // The pipe was closed under the reader: the process is over.
    }
  }

  private static boolean write(OutputStream to, byte[] buffer, int length) {
    try {
      to.write(buffer, 0, length);
      to.flush();
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static void feed(InputStream from, OutputStream to) {
    Thread.ofPlatform()
        .daemon()
        .name("container input")
        .start(
            () -> {
              try (to) {
                byte[] buffer = new byte[BUFFER];
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                  to.write(buffer, 0, n);
                  to.flush();
                }
              } catch (IOException e) {
                // Whoever reads it has ended, or whoever writes it is gone.
              }
            });
  }

  @Override
  public int waitFor() {
    try {
      int code = watcher.waitFor();
      for (Thread output : outputs) {
        output.join();
      }
      end();
      return code;
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    }
  }

  @Override
  public InputStream output() {
    return watcher.getInputStream();
  }

  @Override
  public OutputStream input() {
    return watcher.getOutputStream();
  }

  /** Whether the runtime has not ended yet. */
  boolean isAlive() {
    return watcher.isAlive();
  }

  /** The number of the container's process on this host, once it runs. */
  OptionalLong pid() {
    try {
      String text = Files.readString(pidFile).strip();
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Waits until the process runs or the runtime has given up. Keeps interrupts for later. */
  OptionalLong awaitPid() {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    boolean interrupted = Thread.interrupted();
    try {
      while (watcher.isAlive() && System.nanoTime() < limit) {
        OptionalLong pid = pid();
        if (pid.isPresent()) {
          return pid;
        }
        try {
          if (watcher.waitFor(1, TimeUnit.MILLISECONDS)) {
            return OptionalLong.empty();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return OptionalLong.empty();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void signal(int number) {
    OptionalLong pid = awaitPid();
    if (pid.isPresent() && watcher.isAlive()) {
      send(pid.getAsLong(), number);
    }
  }

  @Override
  public void resize(int rows, int columns) {
    if (terminal.isEmpty() || !watcher.isAlive()) {
      return;
    }
    try {
      terminal.get().resize(rows, columns);
    } catch (LinuxException e) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, e.getMessage());
    }
    // The runtime has a terminal of its own inside and passes the size on.
    send(watcher.pid(), Processes.SIGWINCH);
  }

  private static void send(long pid, int signal) {
    try {
      Processes.kill(pid, signal);
    } catch (LinuxException e) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, e.getMessage());
    }
  }

  /** Ends the process and waits for the runtime's end, whatever interrupts come. */
  void kill() {
    boolean interrupted = Thread.interrupted();
    try {
      OptionalLong pid = awaitPid();
      if (pid.isPresent() && watcher.isAlive()) {
        send(pid.getAsLong(), Processes.SIGKILL);
      }
      long limit = System.nanoTime() + KILL_LIMIT.toNanos();
      while (watcher.isAlive()) {
        try {
          if (!watcher.waitFor(limit - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            watcher.destroyForcibly();
            limit = System.nanoTime() + KILL_LIMIT.toNanos();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      interrupted |= drain();
      end();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Lets what the process said last reach its reader before the terminal is closed.
   *
   * @return whether an interrupt came
   */
  private boolean drain() {
    boolean interrupted = false;
    for (Thread output : outputs) {
      try {
        output.join(DRAIN_LIMIT);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private void end() {
    try {
      if (streams.stdin().isPresent()) {
        streams.stdin().get().close();
      }
    } catch (IOException e) {
      // It is not wanted any more.
    }
    terminal.ifPresent(Terminal::close);
  }
}
