/** JSON read and written as Go's {@code encoding/json} does, so that texts and errors are equal. */
@NullMarked
package dev.bowsprit.frontend.json;

import org.jspecify.annotations.NullMarked;
