/** The Dockerfile language: a Dockerfile becomes LLB, as the official frontend 1.27 does it. */
@NullMarked
package dev.bowsprit.dockerfile;

import org.jspecify.annotations.NullMarked;
