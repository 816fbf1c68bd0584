/**
 * What a client offers during its builds: files, secrets, ssh agents, credentials, places for
 * results.
 */
@NullMarked
package dev.bowsprit.runtime.session;

import org.jspecify.annotations.NullMarked;
