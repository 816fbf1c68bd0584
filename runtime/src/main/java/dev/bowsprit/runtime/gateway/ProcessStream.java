package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stream on which one frontend starts processes, feeds and watches them. A message that makes
 * no sense ends it with an error, and with it the processes.
 */
final class ProcessStream implements Gateway.ExecStream {

  private final Containers containers;
  private final Outbox outbox = new Outbox();
  private final Map<String, StreamedProcess> processes = new LinkedHashMap<>();
  private int alive;
  private boolean finished;

  ProcessStream(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void send(ExecMessage message) {
    try {
      deliver(message);
    } catch (GatewayException e) {
      outbox.fail(e);
      killAll();
      throw e;
    }
  }

  private void deliver(ExecMessage message) {
    String id = message.getProcessID();
    if (id.isEmpty()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "ProcessID required");
    }
    switch (message.getInputCase()) {
      case INIT -> start(id, message.getInit());
      case FILE -> find(id).write(message.getFile());
      case RESIZE -> find(id).resize(message.getResize());
      case SIGNAL -> find(id).signal(message.getSignal());
      case STARTED, EXIT, DONE, INPUT_NOT_SET -> {
        // Says nothing to the side that runs the processes.
      }
    }
  }

  private synchronized StreamedProcess find(String id) {
    StreamedProcess process = processes.get(id);
    if (process == null) {
      throw GatewayException.of(Code.NOT_FOUND, "IO for process \"" + id + "\" not found");
    }
    return process;
  }

  private void start(String id, InitMessage init) {
    if (!init.hasMeta()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "process meta is required");
    }
    GatewayContainer container =
        containers
            .find(init.getContainerID())
            .orElseThrow(
                () ->
                    GatewayException.of(
                        Code.NOT_FOUND,
                        "container \"%s\" previously released or not created"
                            .formatted(init.getContainerID())));
    List<String> environment = container.environment(init);
    StreamedProcess process = new StreamedProcess(id, init, outbox);
    synchronized (this) {
      if (processes.putIfAbsent(id, process) != null) {
        throw GatewayException.of(Code.ALREADY_EXISTS, "Process " + id + " already exists");
      }
      alive++;
    }
    process.start(container, init, environment, this::oneIsDone);
  }

  private synchronized void oneIsDone() {
    alive--;
    endIfOver();
  }

  @Override
  public Optional<ExecMessage> receive() {
    return outbox.take();
  }

  @Override
  public synchronized void finish() {
    finished = true;
    endIfOver();
  }

  private void endIfOver() {
    if (finished && alive == 0) {
      outbox.end();
    }
  }

  @Override
  public void close() {
    outbox.end();
    killAll();
  }

  private void killAll() {
    List<StreamedProcess> all;
    synchronized (this) {
      all = new ArrayList<>(processes.values());
    }
    all.forEach(StreamedProcess::kill);
  }
}
