/** The executor: runs processes in containers with an OCI runtime. */
@NullMarked
package dev.bowsprit.runtime.worker.exec;

import org.jspecify.annotations.NullMarked;
