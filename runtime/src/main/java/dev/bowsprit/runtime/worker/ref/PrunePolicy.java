package dev.bowsprit.runtime.worker.ref;

import java.time.Duration;
import java.util.List;

/**
 * Which records to delete: the fields of BuildKit's {@code PruneRequest}.
 *
 * @param filters containerd-style filters ({@code id==…}, {@code type==…}), any of which selects
 * @param all whether internal and frontend records are deleted too
 * @param keepDuration how long since their last use records are kept
 * @param reservedSpace bytes that are never freed
 * @param maxUsedSpace bytes the store may take; 0 for no such limit
 * @param minFreeSpace bytes of the disk that should stay free; 0 for no such wish
 */
public record PrunePolicy(
    List<String> filters,
    boolean all,
    Duration keepDuration,
    long reservedSpace,
    long maxUsedSpace,
    long minFreeSpace) {}
