package dev.bowsprit.frontend.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key for ECDSA on the curve P-256, from a PEM file: as PKCS #8, as SEC 1 (which {@code
 * openssl ecparam -genkey} writes), or as {@code cosign generate-key-pair} writes it, encrypted.
 */
public final class SigningKey {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final int CURVE_BITS = 256;

  /** The algorithm identifier of PKCS #8: id-ecPublicKey, prime256v1. */
  private static final byte[] P256 =
      HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

  private final ECPrivateKey key;

  private SigningKey(ECPrivateKey key) {
    this.key = key;
  }

  /**
   * Reads a key.
   *
   * @param password of an encrypted key
   * @throws PackagingException if the file has no such key, or the password is not the one
   */
  public static SigningKey read(Path file, Optional<String> password) throws IOException {
    Matcher pem = PEM.matcher(Files.readString(file));
    while (pem.find()) {
      byte[] content = Base64.getMimeDecoder().decode(pem.group(2));
      try {
        return new SigningKey(key(file, pem.group(1), content, password));
      } catch (GeneralSecurityException e) {
        throw new PackagingException(
            file + ": " + e.getMessage(), "a key for ECDSA on the curve P-256 is needed", e);
      }
    }
    throw new PackagingException(
        file + " has no private key in PEM", "`cosign generate-key-pair` makes one");
  }

  private static ECPrivateKey key(Path file, String type, byte[] content, Optional<String> password)
      throws IOException, GeneralSecurityException {
    byte[] pkcs8 =
        switch (type) {
          case "PRIVATE KEY" -> content;
          case "EC PRIVATE KEY" -> wrapped(content);
          case "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY" ->
              SealedKey.parse(content)
                  .open(
                      password
                          .orElseThrow(
                              () ->
                                  new PackagingException(
                                      file + " is encrypted",
                                      "set COSIGN_PASSWORD to its password"))
                          .getBytes(StandardCharsets.UTF_8))
                  .orElseThrow(
                      () -> new PackagingException(file + ": the password does not open it"));
          default -> throw new PackagingException(file + ": cannot use a key of the kind " + type);
        };
    if (KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
            instanceof ECPrivateKey key
        && key.getParams().getCurve().getField().getFieldSize() == CURVE_BITS) {
      return key;
    }
    throw new GeneralSecurityException("the key is on another curve");
  }

  /** SEC 1 inside of PKCS #8. */
  private static byte[] wrapped(byte[] sec1) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {2, 1, 0});
    body.writeBytes(P256);
    body.writeBytes(der(4, sec1));
    return der(0x30, body.toByteArray());
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length >= 0x100) {
      out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8)});
    } else if (content.length >= 0x80) {
      out.write(0x81);
    }
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** The signature of a message's SHA-256, in DER. */
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
