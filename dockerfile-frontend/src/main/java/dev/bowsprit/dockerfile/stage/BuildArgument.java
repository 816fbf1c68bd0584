package dev.bowsprit.dockerfile.stage;

import java.util.Optional;

/**
 * An argument that a stage has declared.
 *
 * @param name its name
 * @param value its value, if it has one
 */
public record BuildArgument(String name, Optional<String> value) {}
