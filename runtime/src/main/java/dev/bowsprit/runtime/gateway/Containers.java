package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The containers of one frontend, by the names it gave them. Closing it ends them all. */
final class Containers implements AutoCloseable {

  private final ExecWorker worker;
  private final BuildJob job;
  private final Map<String, Optional<GatewayContainer>> byId = new LinkedHashMap<>();
  private boolean closed;

  Containers(ExecWorker worker, BuildJob job) {
    this.worker = worker;
    this.job = job;
  }

  /**
   * Makes a container.
   *
   * @param results what its mounts stand for that name a result
   * @throws GatewayException ALREADY_EXISTS if there is one of that name
   */
  void add(NewContainerRequest request, Function<Mount, ImmutableRef> results) {
    String id = request.getContainerID();
    synchronized (this) {
      if (closed) {
        throw closing();
      }
      if (byId.containsKey(id)) {
        throw GatewayException.of(Code.ALREADY_EXISTS, "Container " + id + " already exists");
      }
      // Nobody else gets the name while the mounts are made ready.
      byId.put(id, Optional.empty());
    }
    Optional<GatewayContainer> made = Optional.empty();
    try {
      made = Optional.of(GatewayContainer.open(worker, job, request, results));
    } finally {
      made = settle(id, made);
    }
    if (made.isPresent()) {
      made.get().close();
      throw closing();
    }
  }

  /** Keeps a container under its name; gives it back if it came too late. */
  private synchronized Optional<GatewayContainer> settle(
      String id, Optional<GatewayContainer> made) {
    if (closed || made.isEmpty()) {
      byId.remove(id);
      return made;
    }
    byId.put(id, made);
    return Optional.empty();
  }

  private static GatewayException closing() {
    return GatewayException.of(Code.UNAVAILABLE, "gateway forwarder is closing");
  }

  /** The container of a name, if there is one. */
  synchronized Optional<GatewayContainer> find(String id) {
    return byId.getOrDefault(id, Optional.empty());
  }

  /** The files of a mount of a container. */
  MountFiles files(String id, int mount) {
    return find(id)
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.UNKNOWN, "container details for %s@%d not found".formatted(id, mount)))
        .files(mount);
  }

  /** Ends a container and forgets its name. */
  void remove(String id) {
    GatewayContainer container;
    synchronized (this) {
      container =
          find(id)
              .orElseThrow(
                  () ->
                      GatewayException.of(
                          Code.UNKNOWN, "container details for " + id + " not found"));
      byId.remove(id);
    }
    container.close();
  }

  @Override
  public void close() {
    List<GatewayContainer> all = new ArrayList<>();
    synchronized (this) {
      closed = true;
      byId.values().forEach(container -> container.ifPresent(all::add));
      byId.clear();
    }
    Closing.all(all.reversed());
  }
}
