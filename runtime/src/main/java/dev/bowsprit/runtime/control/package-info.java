/** The Control API that clients speak, and the engine behind it. */
@NullMarked
package dev.bowsprit.runtime.control;

import org.jspecify.annotations.NullMarked;
