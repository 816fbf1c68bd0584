/** The configuration of images. */
@NullMarked
package dev.bowsprit.frontend.image;

import org.jspecify.annotations.NullMarked;
