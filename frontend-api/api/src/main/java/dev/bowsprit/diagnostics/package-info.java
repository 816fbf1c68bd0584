/** What is wrong and where: located messages, and the excerpts that clients show of them. */
@NullMarked
package dev.bowsprit.diagnostics;

import org.jspecify.annotations.NullMarked;
