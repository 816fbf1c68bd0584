package dev.bowsprit.runtime.gateway;

import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.source.Sources;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.List;

/**
 * What gateways use of the engine.
 *
 * @param sources to resolve what sources point to
 * @param refs to mount and read references
 * @param programs to run processes in containers
 * @param workers the workers, the default one first
 */
public record GatewayServices(
    Sources sources, RefStore refs, ExecWorker programs, List<WorkerRecord> workers) {}
