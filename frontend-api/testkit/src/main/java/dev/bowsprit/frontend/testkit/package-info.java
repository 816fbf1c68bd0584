/** Tests frontends in memory, in milliseconds, without a daemon. */
@NullMarked
package dev.bowsprit.frontend.testkit;

import org.jspecify.annotations.NullMarked;
