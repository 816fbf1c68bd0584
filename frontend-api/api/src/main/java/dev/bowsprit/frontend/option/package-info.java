/** What clients ask of a build: the options of BuildKit's {@code dockerui}, typed. */
@NullMarked
package dev.bowsprit.frontend.option;

import org.jspecify.annotations.NullMarked;
