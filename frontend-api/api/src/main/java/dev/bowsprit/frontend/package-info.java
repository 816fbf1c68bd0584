/** The frontend SDK: what the author of a build language implements and uses. */
@NullMarked
package dev.bowsprit.frontend;

import org.jspecify.annotations.NullMarked;
