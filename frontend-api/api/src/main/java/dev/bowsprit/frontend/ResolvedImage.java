package dev.bowsprit.frontend;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.State;
import java.util.Optional;

/**
 * An image as it is at the moment, or what the client named in its place.
 *
 * @param reference its full reference
 * @param digest the digest of its manifest or index, if its source has such
 * @param config how its containers start
 * @param state its files, pinned to the digest, with the environment of its config
 */
public record ResolvedImage(
    String reference, Optional<Digest> digest, ImageConfig config, State state) {}
