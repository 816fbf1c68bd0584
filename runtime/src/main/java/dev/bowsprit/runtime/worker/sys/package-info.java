/** System calls of Linux that the JDK does not offer, by the Foreign Function and Memory API. */
@NullMarked
package dev.bowsprit.runtime.worker.sys;

import org.jspecify.annotations.NullMarked;
