/** The actions of a file operation, done on folders. */
@NullMarked
package dev.bowsprit.runtime.ops.file;

import org.jspecify.annotations.NullMarked;
