package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.worker.exec.Executor;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.runtime.worker.snapshot.Mounter;

/**
 * What frontends' containers are made with.
 *
 * @param executor runs them
 * @param refs the images' files
 * @param mounter for their roots in memory
 */
public record SandboxParts(Executor executor, RefStore refs, Mounter mounter) {}
