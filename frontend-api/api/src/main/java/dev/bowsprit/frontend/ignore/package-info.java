/** Ignore files: which paths of a build context stay behind. */
@NullMarked
package dev.bowsprit.frontend.ignore;

import org.jspecify.annotations.NullMarked;
