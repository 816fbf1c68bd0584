/** The command line. */
@NullMarked
package dev.bowsprit.runtime.cli;

import org.jspecify.annotations.NullMarked;
