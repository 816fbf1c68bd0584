package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.layer.LayerBlob;
import java.time.Instant;
import java.util.Optional;

/**
 * One layer of a reference.
 *
 * @param id its name in the snapshotter
 * @param blob the blob it was unpacked from, if it was
 * @param createdAt when it was made here
 * @param description by what it was made, for people
 */
public record Layer(String id, Optional<LayerBlob> blob, Instant createdAt, String description) {}
