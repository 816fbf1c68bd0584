package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.layer.LayerBlob;
import java.util.Optional;

/**
 * One layer of a reference.
 *
 * @param id its name in the snapshotter
 * @param blob the blob it came from or was archived to, if there is one yet
 */
public record Layer(String id, Optional<LayerBlob> blob) {}
