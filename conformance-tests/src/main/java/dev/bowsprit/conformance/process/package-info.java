/** Frontends' processes, seen from outside. */
@NullMarked
package dev.bowsprit.conformance.process;

import org.jspecify.annotations.NullMarked;
