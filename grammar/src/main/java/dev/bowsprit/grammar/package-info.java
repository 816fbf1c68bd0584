/** Dockerfile text as a lossless, located syntax tree, and its typed view. */
@NullMarked
package dev.bowsprit.grammar;

import org.jspecify.annotations.NullMarked;
