/** What this client offers to a daemon during its builds. */
@NullMarked
package dev.bowsprit.runtime.session.client;

import org.jspecify.annotations.NullMarked;
