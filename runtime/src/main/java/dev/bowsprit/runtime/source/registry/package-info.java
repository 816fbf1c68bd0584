/** The client of image registries. */
@NullMarked
package dev.bowsprit.runtime.source.registry;

import org.jspecify.annotations.NullMarked;
