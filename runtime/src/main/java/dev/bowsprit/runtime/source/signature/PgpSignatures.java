package dev.bowsprit.runtime.source.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureException;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPDetachedSignatureProcessor;
import org.bouncycastle.openpgp.api.OpenPGPImplementation;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;

/**
 * Verifies detached signatures of OpenPGP in ASCII armour. A signature holds if a key made it that
 * was allowed to sign at that time; keys that are short, revoked, or of a rare kind are refused,
 * and so are hashes older than SHA-2.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9580">RFC 9580</a>
 */
public final class PgpSignatures {

  /** How a signature's armour begins. */
  static final String BEGIN = "-----BEGIN PGP SIGNATURE-----";

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SHORTEST_RSA = 2048;

  /** Keys are not made so any more, but there are such. */
  private static final int RSA_SIGN = 3;

  private final OpenPGPImplementation pgp = new BcOpenPGPImplementation();
  private final List<OpenPGPCertificate> keys;
  private final boolean rejectExpired;
  private final InstantSource clock;

  private PgpSignatures(List<OpenPGPCertificate> keys, boolean rejectExpired, InstantSource clock) {
    this.keys = keys;
    this.rejectExpired = rejectExpired;
    this.clock = clock;
  }

  /**
   * For signatures by any of some keys.
   *
   * @param keys one or more blocks of public keys in ASCII armour
   * @param rejectExpired whether a key must not have expired by now; it must be valid at the time
   *     of the signature anyway
   * @throws SignatureException if there are no keys in it
   */
  public static PgpSignatures by(String keys, boolean rejectExpired) throws SignatureException {
    return by(keys, rejectExpired, InstantSource.system());
  }

  static PgpSignatures by(String keys, boolean rejectExpired, InstantSource clock)
      throws SignatureException {
    OpenPGPKeyReader reader = new OpenPGPKeyReader(new BcOpenPGPImplementation());
    List<OpenPGPCertificate> all = new ArrayList<>();
    try {
      // A block each, since a reader of keys stops at the end of the first.
      for (String block : keys.split("(?=-----BEGIN PGP )", -1)) {
        if (block.startsWith("-----BEGIN PGP ")) {
          all.addAll(reader.parseKeysOrCertificates(block));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new SignatureException("failed to read armored public key: " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw new SignatureException("failed to read armored public key: no armored data found");
    }
    return new PgpSignatures(all, rejectExpired, clock);
  }

  /**
   * Verifies a signature.
   *
   * @param data what was signed; read to its end
   * @param armored the signature, or several of which one must hold
   * @throws SignatureException if none holds
   * @throws IOException if the data cannot be read
   */
  public void verify(InputStream data, String armored) throws SignatureException, IOException {
    PGPSignatureList signatures = read(armored);
    PGPSignature first = signatures.get(0);
    checkKind(first);
    OpenPGPDetachedSignatureProcessor processor =
        new OpenPGPDetachedSignatureProcessor(pgp).addSignatures(signatures);
    for (OpenPGPCertificate key : keysOf(signatures)) {
      checkKey(key);
      processor.addVerificationCertificate(key);
    }
    SignatureException failure = by(first, "its key is not meant for signing");
    for (OpenPGPDocumentSignature signature : processor.process(data)) {
      try {
        check(signature);
        return;
      } catch (SignatureException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** The keys that may have made signatures. */
  private List<OpenPGPCertificate> keysOf(PGPSignatureList signatures) throws SignatureException {
    List<OpenPGPCertificate> issuers = new ArrayList<>();
    for (PGPSignature signature : signatures) {
      for (OpenPGPCertificate key : keys) {
        if (key.getPGPPublicKeyRing().getPublicKey(signature.getKeyID()) != null) {
          issuers.add(key);
        }
      }
    }
    if (issuers.isEmpty()) {
      throw by(signatures.get(0), "signature made by unknown entity");
    }
    return issuers;
  }

  private PGPSignatureList read(String armored) throws SignatureException {
    if (!armored.contains(BEGIN)) {
      throw new SignatureException("failed to decode armored signature: no armored data found");
    }
    try (InputStream in = new ByteArrayInputStream(armored.getBytes(StandardCharsets.UTF_8));
        ArmoredInputStream decoded = new ArmoredInputStream(in)) {
      if (pgp.pgpObjectFactory(decoded).nextObject() instanceof PGPSignatureList list
          && !list.isEmpty()) {
        return list;
      }
      throw new SignatureException("no signature packet found");
    } catch (IOException | RuntimeException e) {
      throw new SignatureException("failed to decode armored signature: " + e.getMessage(), e);
    }
  }

  private static void checkKind(PGPSignature signature) throws SignatureException {
    switch (signature.getHashAlgorithm()) {
      case HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512 -> {}
      default ->
          throw new SignatureException(
              "rejecting weak/unknown hash: " + signature.getHashAlgorithm());
    }
    switch (signature.getKeyAlgorithm()) {
      case PublicKeyAlgorithmTags.EDDSA_LEGACY,
          PublicKeyAlgorithmTags.ECDSA,
          PublicKeyAlgorithmTags.RSA_GENERAL,
          RSA_SIGN -> {}
      default ->
          throw new SignatureException(
              "rejecting unsupported pubkey algorithm: " + signature.getKeyAlgorithm());
    }
  }

  private void check(OpenPGPDocumentSignature signature) throws SignatureException {
    PGPSignature raw = signature.getSignature();
    checkKind(raw);
    if (!signature.isTestedCorrect()) {
      throw by(raw, "invalid signature: the data is another, or it was not made by this key");
    }
    Instant now = clock.instant();
    Instant made = signature.getCreationTime().toInstant();
    if (made.isAfter(now.plus(CLOCK_SKEW))) {
      throw new SignatureException("signature creation time is in the future: " + made);
    }
    Date at = Date.from(rejectExpired ? now : made);
    Date expiry = signature.getIssuerCertificate().getExpirationTime(at);
    if (expiry != null && expiry.toInstant().isBefore(at.toInstant())) {
      throw new SignatureException("key expired at " + expiry.toInstant());
    }
    boolean valid;
    try {
      valid =
          signature.getIssuer().isSigningKey(at)
              && signature.isEffectiveAt(at)
              && signature.isValidAt(at);
    } catch (PGPSignatureException e) {
      throw (SignatureException) by(raw, String.valueOf(e.getMessage())).initCause(e);
    }
    if (!valid) {
      throw by(raw, "invalid signature: its key may not sign at " + at.toInstant());
    }
  }

  /** A key that was revoked at any time is not trusted: who has it can make old signatures. */
  private void checkKey(OpenPGPCertificate certificate) throws SignatureException {
    if (certificate.getPrimaryKey().getRevocation(Date.from(clock.instant())) != null) {
      throw new SignatureException("key revoked");
    }
    for (OpenPGPComponentKey key : certificate.getKeys()) {
      int bits = key.getPGPPublicKey().getBitStrength();
      if (isRsa(key.getAlgorithm()) && bits < SHORTEST_RSA) {
        throw new SignatureException("RSA key too short: " + bits + " bits");
      }
    }
  }

  private static boolean isRsa(int algorithm) {
    return algorithm == PublicKeyAlgorithmTags.RSA_GENERAL || algorithm == RSA_SIGN;
  }

  private static SignatureException by(PGPSignature signature, String why) {
    return new SignatureException(
        "signature by %s: openpgp: %s"
            .formatted(Long.toHexString(signature.getKeyID()).toUpperCase(Locale.ROOT), why));
  }
}
