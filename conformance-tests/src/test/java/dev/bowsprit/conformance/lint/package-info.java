/** The command {@code bowsprit lint} with the frontend that is built in. */
@NullMarked
package dev.bowsprit.conformance.lint;

import org.jspecify.annotations.NullMarked;
