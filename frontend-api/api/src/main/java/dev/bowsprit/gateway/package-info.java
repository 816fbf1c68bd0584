/** The gateway: what a frontend may ask of the daemon that hosts it, and how it fails. */
@NullMarked
package dev.bowsprit.gateway;

import org.jspecify.annotations.NullMarked;
