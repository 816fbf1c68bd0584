/** Image layers: file systems to tar archives and back. */
@NullMarked
package dev.bowsprit.runtime.worker.layer;

import org.jspecify.annotations.NullMarked;
