/** Commits of git repositories, by the program {@code git}. */
@NullMarked
package dev.bowsprit.runtime.source.git;

import org.jspecify.annotations.NullMarked;
