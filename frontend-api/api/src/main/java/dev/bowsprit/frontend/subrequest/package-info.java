/** What can be asked of a frontend instead of a build, as BuildKit's clients read the answers. */
@NullMarked
package dev.bowsprit.frontend.subrequest;

import org.jspecify.annotations.NullMarked;
