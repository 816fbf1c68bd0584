package dev.bowsprit.runtime.exporter;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A finished image, or an index of several.
 *
 * @param root its manifest or index
 * @param config the config of a single image
 * @param layers all layers, in the content store
 * @param documents manifests, configs and the index: new, small, and nowhere else
 * @param layersOf the layers of a single image, lowest first
 */
record BuiltImage(
    ImageDescriptor root,
    Optional<Digest> config,
    Map<Digest, Descriptor> layers,
    Map<Digest, byte[]> documents,
    List<Descriptor> layersOf) {

  BuiltImage {
    layers = new LinkedHashMap<>(layers);
    documents = new LinkedHashMap<>(documents);
    layersOf = List.copyOf(layersOf);
  }

  BuiltImage withRoot(ImageDescriptor newRoot) {
    return new BuiltImage(newRoot, config, layers, documents, layersOf);
  }
}
