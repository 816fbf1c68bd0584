/** Texts, numbers and suggestions in the words of the official frontend. */
@NullMarked
package dev.bowsprit.dockerfile.text;

import org.jspecify.annotations.NullMarked;
