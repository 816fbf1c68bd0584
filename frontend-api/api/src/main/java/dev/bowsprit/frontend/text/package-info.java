/** Texts as Go's libraries read and write them, on which the words of errors depend. */
@NullMarked
package dev.bowsprit.frontend.text;

import org.jspecify.annotations.NullMarked;
