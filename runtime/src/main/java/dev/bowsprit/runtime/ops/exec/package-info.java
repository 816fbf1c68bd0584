/** What steps that run programs need beside the executor: mounts, caches, secrets, ssh agents. */
@NullMarked
package dev.bowsprit.runtime.ops.exec;

import org.jspecify.annotations.NullMarked;
