/** What the documentation says is so. */
@NullMarked
package dev.bowsprit.conformance.docs;

import org.jspecify.annotations.NullMarked;
