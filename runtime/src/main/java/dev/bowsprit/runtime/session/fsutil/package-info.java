/** The file transfer protocol of BuildKit's clients and daemons, in both roles. */
@NullMarked
package dev.bowsprit.runtime.session.fsutil;

import org.jspecify.annotations.NullMarked;
