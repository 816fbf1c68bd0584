/** Commands of the conformance kit. */
@NullMarked
package dev.bowsprit.conformance.cli;

import org.jspecify.annotations.NullMarked;
