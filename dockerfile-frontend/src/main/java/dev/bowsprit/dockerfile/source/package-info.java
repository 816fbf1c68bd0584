/** Where a build's files come from: the Dockerfile, the context, named contexts. */
@NullMarked
package dev.bowsprit.dockerfile.source;

import org.jspecify.annotations.NullMarked;
