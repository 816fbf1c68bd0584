/** An example of a build language: one class, and its tests. */
@NullMarked
package dev.bowsprit.examples.service;

import org.jspecify.annotations.NullMarked;
