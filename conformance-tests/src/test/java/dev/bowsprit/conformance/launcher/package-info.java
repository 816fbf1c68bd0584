/** The launcher: what it compiles, finds, fetches and says. */
@NullMarked
package dev.bowsprit.conformance.launcher;

import org.jspecify.annotations.NullMarked;
