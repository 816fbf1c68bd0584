/** Images as sources: from registries, and from OCI layouts of clients. */
@NullMarked
package dev.bowsprit.runtime.source.image;

import org.jspecify.annotations.NullMarked;
