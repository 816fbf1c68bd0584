/** Where a build's files come from: the main context, named contexts, git, the web, inputs. */
@NullMarked
package dev.bowsprit.frontend.context;

import org.jspecify.annotations.NullMarked;
