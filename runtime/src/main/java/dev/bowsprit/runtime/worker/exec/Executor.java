package dev.bowsprit.runtime.worker.exec;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Runs containers with an OCI runtime. */
public interface Executor extends AutoCloseable {

  /**
   * Runs a container's only process to its end. An interrupt kills it.
   *
   * @return its exit code; 128 + signal if a signal ended it
   * @throws dev.bowsprit.gateway.GatewayException if the container could not be started
   */
  int run(ContainerSpec container, ProcessSpec process, Streams streams);

  /** Starts a container that lives until it is closed, for processes that come and go. */
  Container start(ContainerSpec container);

  @Override
  void close();

  /** A container in which processes can be run. */
  interface Container extends AutoCloseable {

    /** Starts a process. */
    RunningProcess exec(ProcessSpec process, Streams streams);

    /**
     * Starts a process that talks with its caller over its standard input and output, without a
     * copy between them.
     *
     * @param stderr where its errors go
     */
    ConnectedProcess connect(ProcessSpec process, OutputStream stderr);

    /**
     * Sets an unused container up so far that its first process only needs to be told its
     * variables. Until then a program of this engine waits in its place, as the same user, under
     * the same limits; no program of the container's runs.
     *
     * @param process its variables are those that are known already
     * @return empty if this machine has no such program
     */
    Optional<WaitingProcess> prepare(ProcessSpec process);

    /** Kills all processes and takes everything down. */
    @Override
    void close();
  }

  /** A process in a container. */
  interface RunningProcess {

    /** Waits for the exit code. An interrupt kills the process. */
    int waitFor();

    /** Sends a signal by its Linux number. */
    void signal(int number);

    /** Changes the size of its terminal, in characters. */
    void resize(int rows, int columns);
  }

  /** What waits in a container that is prepared. */
  interface WaitingProcess {

    /** Whether it still waits. */
    boolean isAlive();

    /**
     * Lets the container's program begin, once.
     *
     * @param variables all of them, {@code NAME=value}; those that the runtime gives to each
     *     process need not be among them
     * @param stderr where its errors go
     * @return empty if the container cannot be used for that
     */
    Optional<ConnectedProcess> begin(List<String> variables, OutputStream stderr);
  }

  /** A process whose standard input and output are its caller's. */
  interface ConnectedProcess extends RunningProcess {

    /** What it writes to its standard output. */
    InputStream output();

    /** What it reads from its standard input; closing it is the input's end. */
    OutputStream input();
  }

  /**
   * A process's standard streams.
   *
   * @param stdin what it reads, or empty for an empty stream
   * @param stdout where its output goes
   * @param stderr where its errors go
   */
  record Streams(Optional<InputStream> stdin, OutputStream stdout, OutputStream stderr) {}
}
