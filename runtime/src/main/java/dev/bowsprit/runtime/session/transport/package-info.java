/**
 * How gRPC's bytes travel: over unix sockets, over a tunnel in another call, or within a process.
 */
@NullMarked
package dev.bowsprit.runtime.session.transport;

import org.jspecify.annotations.NullMarked;
