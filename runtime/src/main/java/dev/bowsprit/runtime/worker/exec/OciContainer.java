package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.gateway.GatewayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A container. Its first process is its init: when that ends, so does all else in it. Further
 * processes join it.
 */
final class OciContainer implements Executor.Container {

  private final OciExecutor executor;
  private final ContainerSpec spec;
  private final String id;
  private final List<RuntimeProcess> joined = new ArrayList<>();
  private @Nullable Bundle bundle;
  private @Nullable RuntimeProcess init;
  private boolean closed;

  OciContainer(OciExecutor executor, ContainerSpec spec, String id) {
    this.executor = executor;
    this.spec = spec;
    this.id = id;
  }

  /** Starts the runtime by a command line, for a process whose number it writes to a file. */
  private interface Starter {
    RuntimeProcess start(List<String> command, Path pidFile) throws IOException;
  }

  @Override
  public Executor.RunningProcess exec(ProcessSpec process, Executor.Streams streams) {
    return start(
        process,
        (command, pidFile) -> RuntimeProcess.start(command, pidFile, process.tty(), streams));
  }

  @Override
  public Executor.ConnectedProcess connect(ProcessSpec process, OutputStream stderr) {
    return start(process, (command, pidFile) -> RuntimeProcess.connect(command, pidFile, stderr));
  }

  @Override
  public Optional<Executor.WaitingProcess> prepare(ProcessSpec process) {
    Optional<WaitingProgram> program = WaitingProgram.ofThisMachine();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String name = ".bowsprit-" + id;
    ProcessSpec waiting =
        new ProcessSpec(List.of("/" + name), process.env(), process.cwd(), process.user(), false);
    LateOutput stderr = new LateOutput();
    AtomicReference<WaitingFile> file = new AtomicReference<>();
    RuntimeProcess started =
        start(
            waiting,
            (command, pidFile) -> {
              file.set(WaitingFile.put(rootfs().resolve(name), program.get()));
              return RuntimeProcess.connect(command, pidFile, stderr);
            });
    try {
      if (started.output().read() != WaitingProgram.READY) {
        started.waitFor();
        throw new IOException("a container cannot be prepared: " + stderr.text());
      }
      Objects.requireNonNull(file.get()).delete();
      return Optional.of(OciWaitingProcess.of(started, rootfs(), process, stderr));
    } catch (IOException e) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, String.valueOf(e.getMessage()));
    }
  }

  private Path rootfs() {
    return Objects.requireNonNull(bundle).rootfs();
  }

  private synchronized RuntimeProcess start(ProcessSpec process, Starter starter) {
    if (closed) {
      throw GatewayException.of(GatewayException.Code.FAILED_PRECONDITION, "container is closed");
    }
    try {
      if (init == null) {
        bundle = executor.open(id, spec, process);
        init = startInit(bundle, starter);
        return init;
      }
      RuntimeProcess next = join(init, bundle, process, starter);
      joined.add(next);
      return next;
    } catch (IOException | UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw (CancellationException) new CancellationException("interrupted").initCause(e);
      }
      throw GatewayException.of(GatewayException.Code.UNKNOWN, String.valueOf(e.getMessage()));
    }
  }

  private RuntimeProcess startInit(Bundle at, Starter starter) throws IOException {
    Path pidFile = at.folder().resolve("pid");
    List<String> command =
        executor
            .runtime()
            .command(
                "run", "--bundle", at.folder().toString(), "--pid-file", pidFile.toString(), id);
    return starter.start(command, pidFile);
  }

  private RuntimeProcess join(
      RuntimeProcess first, @Nullable Bundle at, ProcessSpec process, Starter starter)
      throws IOException {
    if (at == null || first.awaitPid().isEmpty()) {
      throw GatewayException.of(
          GatewayException.Code.FAILED_PRECONDITION, "container " + id + " has stopped");
    }
    ContainerUser user = ContainerUser.find(at.rootfs(), process.user());
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    OciSpec.writeProcess(json, process, user, spec);
    Path file = at.folder().resolve("process-" + joined.size() + ".json");
    Files.write(file, json.toByteArray());
    Path pidFile = at.folder().resolve("pid-" + joined.size());
    List<String> command =
        executor
            .runtime()
            .command("exec", "--process", file.toString(), "--pid-file", pidFile.toString(), id);
    return starter.start(command, pidFile);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = Thread.interrupted();
    try {
      takeDown();
    } finally {
      executor.closed(this);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void takeDown() {
    if (init != null && init.isAlive()) {
      init.kill();
    }
    for (RuntimeProcess process : joined) {
      process.kill();
    }
    try {
      // The runtime does so itself unless it was killed.
      if (init != null && executor.runtime().knows(id)) {
        executor.runtime().delete(id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (bundle != null) {
        bundle.close();
      }
    }
  }
}
