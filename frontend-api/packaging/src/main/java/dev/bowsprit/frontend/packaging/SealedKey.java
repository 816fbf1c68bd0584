package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A key that a password protects, as cosign keeps it: the password becomes a key by scrypt (RFC
 * 7914), which opens a secretbox of NaCl (XSalsa20 and Poly1305).
 */
final class SealedKey {

  private static final int KEY = 32;

  private final Scrypt scrypt;
  private final byte[] salt;
  private final byte[] nonce;
  private final byte[] box;

  private SealedKey(Scrypt scrypt, byte[] salt, byte[] nonce, byte[] box) {
    this.scrypt = scrypt;
    this.salt = salt;
    this.nonce = nonce;
    this.box = box;
  }

  /** Reads the JSON inside of the PEM. */
  static SealedKey parse(byte[] content) throws PackagingException {
    try {
      Json json = Json.parse(new String(content, StandardCharsets.UTF_8));
      Json kdf = member(json, "kdf");
      Json cipher = member(json, "cipher");
      Json params = member(kdf, "params");
      String names = text(kdf, "name") + " " + text(cipher, "name");
      if (!names.equals("scrypt nacl/secretbox")) {
        throw new PackagingException("the key is protected in an unknown way: " + names);
      }
      return new SealedKey(
          new Scrypt(number(params, "N"), number(params, "r"), number(params, "p")),
          bytes(kdf, "salt"),
          bytes(cipher, "nonce"),
          bytes(json, "ciphertext"));
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new PackagingException("malformed encrypted key: " + e.getMessage(), null, e);
    }
  }

  private static Json member(Json json, String name) {
    return json.member(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  private static String text(Json json, String name) {
    return member(json, name).text().orElse("");
  }

  private static int number(Json json, String name) {
    return member(json, name) instanceof Json.Num number
        ? Math.toIntExact(number.asLong().orElse(0L))
        : 0;
  }

  private static byte[] bytes(Json json, String name) {
    return Base64.getDecoder().decode(text(json, name));
  }

  /** The key; empty if the password is wrong. */
  Optional<byte[]> open(byte[] password) {
    return Secretbox.open(scrypt.derive(password, salt, KEY), nonce, box);
  }
}
