/** {@code bowsprit lint}: build checks without a daemon. */
@NullMarked
package dev.bowsprit.runtime.cli.lint;

import org.jspecify.annotations.NullMarked;
