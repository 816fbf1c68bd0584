package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;

/**
 * A layer as a blob.
 *
 * @param descriptor the blob, with an OCI layer media type
 * @param diffId the digest of the uncompressed tar archive
 */
public record LayerBlob(Descriptor descriptor, Digest diffId) {}
