package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import java.util.List;
import java.util.Optional;

/**
 * Where a layer of an image comes from, for its history.
 *
 * @param createdAt when it was made, which is the same in every later build that uses it
 * @param description by what
 */
record LayerOrigin(GoTime createdAt, String description) {

  /** The origins of all layers of a reference, lowest first. */
  static List<LayerOrigin> of(Optional<ImmutableRef> ref) {
    return ref.stream()
        .flatMap(r -> r.layers().stream())
        .map(layer -> new LayerOrigin(GoTime.of(layer.createdAt()), layer.description()))
        .toList();
  }
}
