/** Stages and what is known of them as their instructions are carried out. */
@NullMarked
package dev.bowsprit.dockerfile.stage;

import org.jspecify.annotations.NullMarked;
