/** The client of a daemon: builds, with all that a build asks of its client. */
@NullMarked
package dev.bowsprit.runtime.control.client;

import org.jspecify.annotations.NullMarked;
