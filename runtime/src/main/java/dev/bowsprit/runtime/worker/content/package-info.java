/** The content store: blobs by digest, as in an OCI image layout. */
@NullMarked
package dev.bowsprit.runtime.worker.content;

import org.jspecify.annotations.NullMarked;
