/** Build checks: one class a rule. */
@NullMarked
package dev.bowsprit.dockerfile.lint;

import org.jspecify.annotations.NullMarked;
