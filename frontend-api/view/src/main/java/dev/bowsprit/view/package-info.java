/** Shows LLB graphs to people: as text, as a page for a browser, and what differs between two. */
@NullMarked
package dev.bowsprit.view;

import org.jspecify.annotations.NullMarked;
