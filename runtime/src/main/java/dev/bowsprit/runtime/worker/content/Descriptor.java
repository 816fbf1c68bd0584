package dev.bowsprit.runtime.worker.content;

import dev.bowsprit.llb.Digest;
import java.util.Map;

/**
 * An OCI content descriptor.
 *
 * @param mediaType the media type
 * @param digest the digest of the content
 * @param size its length in bytes
 * @param annotations annotations, often none
 */
public record Descriptor(
    String mediaType, Digest digest, long size, Map<String, String> annotations) {

  /** Takes a copy of the annotations. */
  public Descriptor {
    annotations = Map.copyOf(annotations);
  }

  /** A descriptor without annotations. */
  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, Map.of());
  }
}
