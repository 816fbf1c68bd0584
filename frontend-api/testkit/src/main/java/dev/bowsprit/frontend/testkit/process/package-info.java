/** The host's side of a frontend that runs as a process, by gRPC over its standard streams. */
@NullMarked
package dev.bowsprit.frontend.testkit.process;

import org.jspecify.annotations.NullMarked;
