/** What images are made of: references, platforms, manifests and configs as JSON. */
@NullMarked
package dev.bowsprit.runtime.worker.image;

import org.jspecify.annotations.NullMarked;
