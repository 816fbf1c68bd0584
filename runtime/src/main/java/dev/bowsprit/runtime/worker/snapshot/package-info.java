/** Snapshots: layers of files, stacked by overlayfs. */
@NullMarked
package dev.bowsprit.runtime.worker.snapshot;

import org.jspecify.annotations.NullMarked;
