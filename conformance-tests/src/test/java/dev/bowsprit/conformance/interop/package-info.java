/**
 * The whole of Bowsprit as its users meet it: the command line, and what other programs say of its
 * images.
 */
@NullMarked
package dev.bowsprit.conformance.interop;

import org.jspecify.annotations.NullMarked;
