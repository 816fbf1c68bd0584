package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.State;
import java.util.Optional;

/**
 * What stands in for a stage or an image.
 *
 * @param state its files
 * @param config its config, if it is an image
 */
public record NamedContext(State state, Optional<ImageConfig> config) {}
