/** What a dialect adds to the language of Dockerfiles. */
@NullMarked
package dev.bowsprit.dockerfile.extension;

import org.jspecify.annotations.NullMarked;
