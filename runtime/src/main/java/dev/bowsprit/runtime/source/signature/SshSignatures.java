package dev.bowsprit.runtime.source.signature;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.source.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Verifies signatures that {@code ssh-keygen -Y sign} makes, and git with {@code gpg.format=ssh}.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig">format</a>
 */
public final class SshSignatures {

  /** How a signature's armour begins. */
  static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";

  private static final String END = "-----END SSH SIGNATURE-----";
  private static final String MAGIC = "SSHSIG";
  private static final int VERSION = 1;
  private static final Set<String> HASHES = Set.of("sha256", "sha512");

  private final SshKey key;

  private SshSignatures(SshKey key) {
    this.key = key;
  }

  /**
   * For signatures by one key.
   *
   * @param authorized the key as a line of {@code authorized_keys}; lines before it that hold none
   *     are passed over
   * @throws SignatureException if there is no key in it
   */
  public static SshSignatures by(String authorized) throws SignatureException {
    for (String line : authorized.lines().toList()) {
      Optional<SshKey> key = key(line.strip());
      if (key.isPresent()) {
        return new SshSignatures(key.get());
      }
    }
    throw new SignatureException("failed to parse ssh public key: no key found");
  }

  /** The kind of a key, which may come behind options, names the form of what follows it. */
  private static Optional<SshKey> key(String line) throws SignatureException {
    if (line.isEmpty() || line.startsWith("#")) {
      return Optional.empty();
    }
    String[] words = line.split("[ \t]+", -1);
    for (int i = 0; i + 1 < words.length; i++) {
      if (SshKey.isKind(words[i])) {
        try {
          return Optional.of(
              SshKey.read(ByteString.copyFrom(Base64.getDecoder().decode(words[i + 1]))));
        } catch (IllegalArgumentException e) {
          throw new SignatureException("failed to parse ssh public key: " + e.getMessage(), e);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Verifies a signature.
   *
   * @param data what was signed; read to its end
   * @param armored the signature
   * @param namespace what it was made for, so that it holds for nothing else
   * @throws SignatureException if it does not hold
   * @throws IOException if the data cannot be read
   */
  public void verify(InputStream data, String armored, String namespace)
      throws SignatureException, IOException {
    Signed signed = Signed.read(armored);
    if (signed.version != VERSION) {
      throw new SignatureException("unsupported SSH signature version: " + signed.version);
    }
    if (!HASHES.contains(signed.hash)) {
      throw new SignatureException("unsupported SSH signature hash algorithm: " + signed.hash);
    }
    if (!signed.namespace.equals(namespace)) {
      throw new SignatureException(
          "unexpected SSH signature namespace: \"" + signed.namespace + "\"");
    }
    if (!signed.key.equals(key.encoded())) {
      throw new SignatureException("failed to verify ssh signature: made by another key");
    }
    SshBytes signature = new SshBytes(signed.signature.toByteArray());
    if (!key.verifies(
        signed.message(HexFormat.of().parseHex(Hashes.read(data, signed.hash).hex())), signature)) {
      throw new SignatureException("failed to verify ssh signature: the data is another");
    }
  }

  /** What is in a signature's armour. */
  private record Signed(
      int version,
      ByteString key,
      String namespace,
      String reserved,
      String hash,
      ByteString signature) {

    static Signed read(String armored) throws SignatureException {
      int end = armored.indexOf(END);
      if (!armored.startsWith(BEGIN) || end < 0) {
        throw new SignatureException("failed to decode ssh signature PEM block");
      }
      SshBytes bytes;
      try {
        bytes =
            new SshBytes(Base64.getMimeDecoder().decode(armored.substring(BEGIN.length(), end)));
      } catch (IllegalArgumentException e) {
        throw new SignatureException("failed to decode ssh signature PEM block", e);
      }
      if (!bytes.begins(MAGIC)) {
        throw new SignatureException("failed to parse ssh signature: invalid magic header");
      }
      return new Signed(
          bytes.number(),
          ByteString.copyFrom(bytes.string()),
          bytes.text(),
          bytes.text(),
          bytes.text(),
          ByteString.copyFrom(bytes.string()));
    }

    /** What the key signed: the digest of the data, and what it is for. */
    byte[] message(byte[] digest) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
      Stream.of(bytes(namespace), bytes(reserved), bytes(hash), digest)
          .forEach(
              part -> {
                out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
                out.writeBytes(part);
              });
      return out.toByteArray();
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
