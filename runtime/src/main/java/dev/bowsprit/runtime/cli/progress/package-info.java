/** Shows what happens in a build. */
@NullMarked
package dev.bowsprit.runtime.cli.progress;

import org.jspecify.annotations.NullMarked;
