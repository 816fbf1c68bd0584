/** The daemon as a frontend asks it: what is asked twice is asked once. */
@NullMarked
package dev.bowsprit.frontend.host;

import org.jspecify.annotations.NullMarked;
