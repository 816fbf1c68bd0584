/** Exporters: what becomes of a result. */
@NullMarked
package dev.bowsprit.runtime.exporter;

import org.jspecify.annotations.NullMarked;
