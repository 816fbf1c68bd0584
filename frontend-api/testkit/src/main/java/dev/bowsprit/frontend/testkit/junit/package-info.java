/** The test kit for users of JUnit Jupiter. */
@NullMarked
package dev.bowsprit.frontend.testkit.junit;

import org.jspecify.annotations.NullMarked;
