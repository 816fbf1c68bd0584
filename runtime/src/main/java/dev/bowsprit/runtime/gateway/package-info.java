/** The host of frontends: runs one, and serves it LLBBridge. */
@NullMarked
package dev.bowsprit.runtime.gateway;

import org.jspecify.annotations.NullMarked;
