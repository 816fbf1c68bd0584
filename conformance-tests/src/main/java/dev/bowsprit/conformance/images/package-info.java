/** Images that tests and benchmarks start from, made of what the machine has. */
@NullMarked
package dev.bowsprit.conformance.images;

import org.jspecify.annotations.NullMarked;
