/** What each LLB op does: one class an op. */
@NullMarked
package dev.bowsprit.runtime.ops;

import org.jspecify.annotations.NullMarked;
