/** What a build answers: references, image configs, attestations. */
@NullMarked
package dev.bowsprit.dockerfile.result;

import org.jspecify.annotations.NullMarked;
