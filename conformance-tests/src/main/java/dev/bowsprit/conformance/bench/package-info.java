/** The benchmark: the same builds by Bowsprit and by BuildKit. */
@NullMarked
package dev.bowsprit.conformance.bench;

import org.jspecify.annotations.NullMarked;
