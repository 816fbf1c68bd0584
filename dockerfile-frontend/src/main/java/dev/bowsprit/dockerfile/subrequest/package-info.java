/** Questions that can be asked of a Dockerfile instead of building it. */
@NullMarked
package dev.bowsprit.dockerfile.subrequest;

import org.jspecify.annotations.NullMarked;
