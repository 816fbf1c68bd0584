/** What each instruction does to a stage. */
@NullMarked
package dev.bowsprit.dockerfile.dispatch;

import org.jspecify.annotations.NullMarked;
