package dev.bowsprit.frontend;

import dev.bowsprit.wire.gateway.Result;

/**
 * What a frontend answers.
 *
 * @param result the references and metadata, as they go over the wire
 */
public record BuildResult(Result result) {}
