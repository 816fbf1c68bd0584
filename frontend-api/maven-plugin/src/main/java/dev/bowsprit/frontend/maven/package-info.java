/** Bowsprit in Maven builds. */
@NullMarked
package dev.bowsprit.frontend.maven;

import org.jspecify.annotations.NullMarked;
