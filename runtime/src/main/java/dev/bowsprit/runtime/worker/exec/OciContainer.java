package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.gateway.GatewayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
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

  @Override
  public synchronized Executor.RunningProcess exec(ProcessSpec process, Executor.Streams streams) {
    if (closed) {
      throw GatewayException.of(GatewayException.Code.FAILED_PRECONDITION, "container is closed");
    }
    try {
      if (init == null) {
        bundle = executor.open(id, spec, process);
        init = startInit(bundle, process, streams);
        return init;
      }
      RuntimeProcess next = join(init, bundle, process, streams);
      joined.add(next);
      return next;
    } catch (IOException | UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw (CancellationException) new CancellationException("interrupted").initCause(e);
      }
      throw GatewayException.of(GatewayException.Code.UNKNOWN, String.valueOf(e.getMessage()));
    }
  }

  private RuntimeProcess startInit(Bundle at, ProcessSpec process, Executor.Streams streams)
      throws IOException {
    Path pidFile = at.folder().resolve("pid");
    List<String> command =
        executor
            .runtime()
            .command(
                "run", "--bundle", at.folder().toString(), "--pid-file", pidFile.toString(), id);
    return RuntimeProcess.start(command, pidFile, process.tty(), streams);
  }

  private RuntimeProcess join(
      RuntimeProcess first, @Nullable Bundle at, ProcessSpec process, Executor.Streams streams)
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
    return RuntimeProcess.start(command, pidFile, process.tty(), streams);
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
