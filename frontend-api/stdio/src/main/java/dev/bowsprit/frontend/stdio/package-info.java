/**
 * A frontend as a process of its own: BuildKit's gateway by gRPC over standard input and output.
 */
@NullMarked
package dev.bowsprit.frontend.stdio;

import org.jspecify.annotations.NullMarked;
