/**
 * Frontends as images: a small Java runtime, the frontend's jars and an AOT cache, with BuildKit's
 * labels, for a registry, an image layout or an archive.
 */
@NullMarked
package dev.bowsprit.frontend.packaging;

import org.jspecify.annotations.NullMarked;
