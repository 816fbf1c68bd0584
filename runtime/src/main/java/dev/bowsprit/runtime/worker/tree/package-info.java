/** Trees of files below a root: safe paths, wildcards, parallel work, digests, differences. */
@NullMarked
package dev.bowsprit.runtime.worker.tree;

import org.jspecify.annotations.NullMarked;
