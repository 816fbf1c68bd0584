/** Tar archives, read and written byte for byte as Go's archive/tar does. */
@NullMarked
package dev.bowsprit.runtime.worker.tar;

import org.jspecify.annotations.NullMarked;
