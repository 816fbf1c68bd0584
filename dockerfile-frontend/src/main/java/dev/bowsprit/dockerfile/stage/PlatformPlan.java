package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.llb.Platform;

/**
 * What a build is for.
 *
 * @param build what its own steps run on
 * @param target what the result runs on
 * @param implicit whether nobody said what the target is
 */
public record PlatformPlan(Platform build, Platform target, boolean implicit) {}
