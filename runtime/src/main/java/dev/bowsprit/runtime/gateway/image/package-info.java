/** Frontends that are images: found, checked, and run in a sandbox. */
@NullMarked
package dev.bowsprit.runtime.gateway.image;

import org.jspecify.annotations.NullMarked;
