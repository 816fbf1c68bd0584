/** The corpus: builds of Dockerfiles, and what the official frontend answered for each. */
@NullMarked
package dev.bowsprit.conformance.corpus;

import org.jspecify.annotations.NullMarked;
