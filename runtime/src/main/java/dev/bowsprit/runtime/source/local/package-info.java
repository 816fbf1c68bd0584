/** Folders of clients, kept up to date between builds: the source {@code local}. */
@NullMarked
package dev.bowsprit.runtime.source.local;

import org.jspecify.annotations.NullMarked;
