/** Images: references to them, and their configuration. */
@NullMarked
package dev.bowsprit.frontend.image;

import org.jspecify.annotations.NullMarked;
