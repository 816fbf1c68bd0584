/** The build cache: which result belongs to which cache key; import and export. */
@NullMarked
package dev.bowsprit.runtime.cache;

import org.jspecify.annotations.NullMarked;
