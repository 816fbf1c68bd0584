/** What a build answers: references by platform, image configs, annotations, attestations. */
@NullMarked
package dev.bowsprit.frontend.result;

import org.jspecify.annotations.NullMarked;
