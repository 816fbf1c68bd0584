/**
 * LLB, the low-level build graph: builder, definitions, digests, and the marshaller that decides
 * them.
 */
@NullMarked
package dev.bowsprit.llb;

import org.jspecify.annotations.NullMarked;
