/**
 * Records what a frontend and its host say to each other, in a file that people can read, and plays
 * it back.
 */
@NullMarked
package dev.bowsprit.trace;

import org.jspecify.annotations.NullMarked;
