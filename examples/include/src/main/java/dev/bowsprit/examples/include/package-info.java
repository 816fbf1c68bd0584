/** An example of a dialect of Dockerfiles: one instruction more, and its tests. */
@NullMarked
package dev.bowsprit.examples.include;

import org.jspecify.annotations.NullMarked;
