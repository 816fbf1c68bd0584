/** The rules of the house: who may know whom, and what nobody may do. */
@NullMarked
package dev.bowsprit.conformance.architecture;

import org.jspecify.annotations.NullMarked;
