/** References to file systems, their leases, and what they take. */
@NullMarked
package dev.bowsprit.runtime.worker.ref;

import org.jspecify.annotations.NullMarked;
