/** Files of web servers: the sources {@code http} and {@code https}. */
@NullMarked
package dev.bowsprit.runtime.source.http;

import org.jspecify.annotations.NullMarked;
