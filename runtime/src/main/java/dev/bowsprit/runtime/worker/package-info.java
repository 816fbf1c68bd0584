/** The worker: containers, snapshots, content, and the space they take. */
@NullMarked
package dev.bowsprit.runtime.worker;

import org.jspecify.annotations.NullMarked;
