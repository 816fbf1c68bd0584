/** The options of a build. */
@NullMarked
package dev.bowsprit.dockerfile.option;

import org.jspecify.annotations.NullMarked;
