/** Who signed what: OpenPGP's signatures and OpenSSH's. */
@NullMarked
package dev.bowsprit.runtime.source.signature;

import org.jspecify.annotations.NullMarked;
