/** The solver: an LLB graph becomes a schedule in which equal vertices run once. */
@NullMarked
package dev.bowsprit.runtime.solver;

import org.jspecify.annotations.NullMarked;
