/** Which sources a build may use: rules that come with a request, and clients that are asked. */
@NullMarked
package dev.bowsprit.runtime.source.policy;

import org.jspecify.annotations.NullMarked;
