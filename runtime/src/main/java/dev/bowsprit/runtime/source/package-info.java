/** Where files come from: images, layouts, git, http, the client. */
@NullMarked
package dev.bowsprit.runtime.source;

import org.jspecify.annotations.NullMarked;
