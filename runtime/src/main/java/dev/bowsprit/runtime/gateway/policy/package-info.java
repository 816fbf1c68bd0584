/** What the operator allows frontends to be and to do. */
@NullMarked
package dev.bowsprit.runtime.gateway.policy;

import org.jspecify.annotations.NullMarked;
