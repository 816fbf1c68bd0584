package dev.bowsprit.runtime.source.signature;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A public key of ssh: RSA, ECDSA, Ed25519, and the latter two in a security key.
 *
 * @param kind what ssh calls it
 * @param key the key
 * @param application what a key in a security key is for
 * @param encoded the key as ssh writes it
 */
record SshKey(String kind, PublicKey key, Optional<ByteString> application, ByteString encoded) {

  private static final String ED25519 = "ssh-ed25519";
  private static final String RSA = "ssh-rsa";
  private static final String ECDSA = "ecdsa-sha2-";
  private static final String SK_ED25519 = "sk-ssh-ed25519@openssh.com";
  private static final String SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";
  private static final Map<String, String> CURVES =
      Map.of("nistp256", "secp256r1", "nistp384", "secp384r1", "nistp521", "secp521r1");
  private static final Map<String, String> CURVE_HASHES =
      Map.of("nistp256", "SHA256", "nistp384", "SHA384", "nistp521", "SHA512");

  /** What stands before the 32 bytes of such a key in its standard form, see RFC 8410. */
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_LENGTH = 32;
  private static final int SHORTEST_RSA = 1024;

  static boolean isKind(String word) {
    return word.equals(ED25519)
        || word.equals(RSA)
        || word.equals(SK_ED25519)
        || word.equals(SK_ECDSA)
        || (word.startsWith(ECDSA) && CURVES.containsKey(word.substring(ECDSA.length())));
  }

  /**
   * Reads a key.
   *
   * @throws SignatureException if it is none of these kinds
   */
  static SshKey read(ByteString encoded) throws SignatureException {
    SshBytes bytes = new SshBytes(encoded.toByteArray());
    String kind = bytes.text();
    try {
      return switch (kind) {
        case ED25519 -> new SshKey(kind, ed25519(bytes), Optional.empty(), encoded);
        case RSA -> new SshKey(kind, rsa(bytes), Optional.empty(), encoded);
        case SK_ED25519 -> {
          PublicKey key = ed25519(bytes);
          yield new SshKey(kind, key, Optional.of(ByteString.copyFrom(bytes.string())), encoded);
        }
        case SK_ECDSA -> {
          PublicKey key = ecdsa(bytes);
          yield new SshKey(kind, key, Optional.of(ByteString.copyFrom(bytes.string())), encoded);
        }
        default -> {
          if (!isKind(kind)) {
            throw new SignatureException("unsupported kind of ssh key: " + kind);
          }
          yield new SshKey(kind, ecdsa(bytes), Optional.empty(), encoded);
        }
      };
    } catch (GeneralSecurityException e) {
      throw new SignatureException("invalid ssh key: " + e.getMessage(), e);
    }
  }

  private static PublicKey ed25519(SshBytes bytes)
      throws SignatureException, GeneralSecurityException {
    byte[] point = bytes.string();
    if (point.length != ED25519_LENGTH) {
      throw new SignatureException("invalid ssh key: its length is wrong");
    }
    byte[] whole = Arrays.copyOf(ED25519_HEAD, ED25519_HEAD.length + point.length);
    System.arraycopy(point, 0, whole, ED25519_HEAD.length, point.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(whole));
  }

  private static PublicKey rsa(SshBytes bytes) throws SignatureException, GeneralSecurityException {
    BigInteger exponent = bytes.integer();
    BigInteger modulus = bytes.integer();
    if (modulus.bitLength() < SHORTEST_RSA) {
      throw new SignatureException("RSA key too short: " + modulus.bitLength() + " bits");
    }
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static PublicKey ecdsa(SshBytes bytes)
      throws SignatureException, GeneralSecurityException {
    String curve = CURVES.get(bytes.text());
    byte[] point = bytes.string();
    if (curve == null || point.length < 3 || point[0] != 4 || point.length % 2 == 0) {
      throw new SignatureException("invalid ssh key: no point of a curve");
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    int half = 1 + point.length / 2;
    ECPoint place =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, half)),
            new BigInteger(1, Arrays.copyOfRange(point, half, point.length)));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(place, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  /**
   * Whether a signature of a message was made by this key's owner.
   *
   * @param signature as ssh writes it: its algorithm and what that made
   */
  boolean verifies(byte[] message, SshBytes signature) throws SignatureException {
    String algorithm = signature.text();
    byte[] made = signature.string();
    try {
      Signature verifier = Signature.getInstance(algorithm(algorithm));
      verifier.initVerify(key);
      verifier.update(application.isPresent() ? ofSecurityKey(message, signature) : message);
      return verifier.verify(key.getAlgorithm().equals("EC") ? der(made) : made);
    } catch (java.security.SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new SignatureException("failed to verify ssh signature: " + e.getMessage(), e);
    }
  }

  /** JCA's name of an algorithm, if it goes with this key; SHA-1 never does. */
  private String algorithm(String name) throws SignatureException {
    if (kind.equals(RSA) && name.equals("rsa-sha2-256")) {
      return "SHA256withRSA";
    }
    if (kind.equals(RSA) && name.equals("rsa-sha2-512")) {
      return "SHA512withRSA";
    }
    if (kind.equals(RSA) || !kind.equals(name)) {
      throw new SignatureException(
          "unsupported algorithm %s of an ssh signature by a key of kind %s".formatted(name, kind));
    }
    return switch (kind) {
      case ED25519, SK_ED25519 -> "Ed25519";
      case SK_ECDSA -> "SHA256withECDSA";
      default -> CURVE_HASHES.get(kind.substring(ECDSA.length())) + "withECDSA";
    };
  }

  /** A security key signs digests, with what it was asked for and a counter. */
  private byte[] ofSecurityKey(byte[] message, SshBytes signature)
      throws SignatureException, GeneralSecurityException {
    byte flags = signature.octet();
    int counter = signature.number();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(sha256.digest(application.orElseThrow().toByteArray()));
    out.write(flags);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(counter).array());
    out.writeBytes(sha256.digest(message));
    return out.toByteArray();
  }

  /** JCA wants the two numbers of a signature in ASN.1. */
  private static byte[] der(byte[] made) throws SignatureException {
    SshBytes numbers = new SshBytes(made);
    byte[] first = numbers.integer().toByteArray();
    byte[] second = numbers.integer().toByteArray();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] number : new byte[][] {first, second}) {
      content.write(2);
      content.write(number.length);
      content.writeBytes(number);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x30);
    if (content.size() > 0x7f) {
      out.write(0x81);
    }
    out.write(content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
