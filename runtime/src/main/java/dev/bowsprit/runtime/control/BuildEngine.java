package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.List;
import java.util.function.Consumer;

/** The engine behind the Control API. All methods block and give up when interrupted. */
public interface BuildEngine extends AutoCloseable {

  /**
   * Builds and exports. An interrupt cancels the build and what only it needs.
   *
   * @throws dev.bowsprit.gateway.GatewayException with typed details if the build fails
   */
  SolveResponse solve(SolveRequest request);

  /**
   * Gives what happens in a build until it ends, from its beginning; waits for a build that has not
   * begun.
   *
   * @param ref the build, as {@link SolveRequest#getRef} named it
   */
  void status(String ref, Consumer<StatusResponse> sink);

  /** The gateway of a running build, for clients that are its frontend themselves. */
  Gateway gateway(String ref);

  /** The workers, the default one first. */
  List<WorkerRecord> workers();

  /** Everything that takes space and that any of the filters selects; no filter selects all. */
  List<UsageRecord> diskUsage(List<String> filters);

  /** Frees space. */
  List<UsageRecord> prune(PrunePolicy policy);

  /** How many builds run now. */
  int activeBuilds();

  /** Cancels all builds, waits for their end and lets go of the root. */
  @Override
  void close();
}
