package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.runtime.worker.exec.Executor;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.runtime.worker.snapshot.Mounter;

/**
 * The parts of a worker that run programs.
 *
 * @param refs file systems
 * @param executor containers
 * @param caches folders that outlive steps
 * @param mounter for secrets and sockets, which are kept in memory only
 */
public record ExecWorker(RefStore refs, Executor executor, CacheMounts caches, Mounter mounter) {}
