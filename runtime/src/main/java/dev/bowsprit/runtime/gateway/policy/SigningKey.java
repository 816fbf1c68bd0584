package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.llb.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A public key by which images are signed, as cosign does: ECDSA with SHA-256.
 *
 * @param name what it is called, its file for instance
 * @param key the key
 * @param fingerprint the digest of its encoded form
 */
public record SigningKey(String name, PublicKey key, Digest fingerprint) {

  /**
   * Reads a key in PEM form.
   *
   * @throws IllegalArgumentException if it is none
   */
  static SigningKey parse(String name, String pem) {
    String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      return new SigningKey(name, key, Digest.sha256(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " is no public key of the kind EC in PEM form: " + e.getMessage(), e);
    }
  }

  /** Whether a signature of some bytes was made by this key's owner. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
