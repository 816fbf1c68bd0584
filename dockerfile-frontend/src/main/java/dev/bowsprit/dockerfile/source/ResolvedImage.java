package dev.bowsprit.dockerfile.source;

import java.util.Optional;

/**
 * An image as it is at the moment.
 *
 * @param reference its whole name, which a policy may have changed
 * @param digest of its manifest or index, if the host tells it
 * @param config its config as JSON
 */
public record ResolvedImage(String reference, Optional<String> digest, String config) {}
