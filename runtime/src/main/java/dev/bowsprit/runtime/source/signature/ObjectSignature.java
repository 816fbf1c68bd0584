package dev.bowsprit.runtime.source.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The signature of an object of git, with what was signed. */
public final class ObjectSignature {

  /** How a signature of OpenPGP begins. */
  public static final String BEGIN_PGP = PgpSignatures.BEGIN;

  /** How a signature of ssh begins. */
  public static final String BEGIN_SSH = SshSignatures.BEGIN;

  private static final String NAMESPACE = "git";

  private final byte[] signed;
  private final String signature;

  /**
   * A signature, not yet verified.
   *
   * @param signed what was signed
   * @param signature in ASCII armour; empty if there is none
   */
  public ObjectSignature(byte[] signed, String signature) {
    this.signed = signed.clone();
    this.signature = signature;
  }

  /**
   * Verifies it.
   *
   * @param keys OpenPGP keys in ASCII armour, or one key of ssh, whatever goes with the signature
   * @param rejectExpired whether keys of OpenPGP must not have expired by now
   * @throws SignatureException if it does not hold, or there is none
   */
  public void verify(String keys, boolean rejectExpired) throws SignatureException {
    if (signature.isEmpty()) {
      throw new SignatureException("git object is not signed");
    }
    try (InputStream data = new ByteArrayInputStream(signed)) {
      if (signature.startsWith(BEGIN_PGP)) {
        PgpSignatures.by(keys, rejectExpired).verify(data, signature);
      } else if (signature.startsWith(BEGIN_SSH)) {
        SshSignatures.by(keys).verify(data, signature, NAMESPACE);
      } else {
        throw new SignatureException("invalid signature format");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
