package dev.bowsprit.llb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The digest of some content, as the OCI image specification writes it: {@code algorithm:hex}.
 *
 * <p>Digests identify LLB operations, blobs, layers, manifests and cache keys.
 *
 * @param algorithm the hash, for instance {@code sha256}
 * @param hex the hash value, in lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {

  /** The most bytes that are hashed without the Java platform, which is slow to begin. */
  private static final int SHORT = 32 << 10;

  private static final String INVALID_FORMAT = "invalid checksum digest format";

  private static final Pattern OTHER =
      Pattern.compile("[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+");
  private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern SHA384 = Pattern.compile("[a-f0-9]{96}");
  private static final Pattern SHA512 = Pattern.compile("[a-f0-9]{128}");

  /**
   * Checks that the value fits the algorithm.
   *
   * @throws IllegalArgumentException if the algorithm is not sha256, sha384 or sha512, or the value
   *     is not of its length
   */
  public Digest {
    Pattern pattern =
        switch (algorithm) {
          case "sha256" -> SHA256;
          case "sha384" -> SHA384;
          case "sha512" -> SHA512;
          default ->
              throw new IllegalArgumentException("unsupported digest algorithm: " + algorithm);
        };
    if (!pattern.matcher(hex).matches()) {
      throw new IllegalArgumentException("invalid " + algorithm + " digest: " + hex);
    }
  }

  /**
   * Reads a digest.
   *
   * @throws IllegalArgumentException if the text is no digest
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("invalid digest: " + text);
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /**
   * Reads a digest that a user wrote.
   *
   * @throws IllegalArgumentException if the text is no digest, in BuildKit's words
   */
  public static Digest parseWritten(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new IllegalArgumentException(INVALID_FORMAT);
    }
    int length =
        switch (text.substring(0, colon)) {
          case "sha256" -> 64;
          case "sha384" -> 96;
          case "sha512" -> 128;
          default ->
              throw new IllegalArgumentException(
                  OTHER.matcher(text).matches() ? "unsupported digest algorithm" : INVALID_FORMAT);
        };
    if (text.length() - colon - 1 != length) {
      throw new IllegalArgumentException("invalid checksum digest length");
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(INVALID_FORMAT, e);
    }
  }

  /** The SHA-256 digest of some bytes. */
  public static Digest sha256(byte[] content) {
    if (content.length <= SHORT) {
      return new Digest("sha256", HexFormat.of().formatHex(Sha256.hash(content)));
    }
    MessageDigest hash = sha256Hash();
    hash.update(content);
    return ofSha256(hash);
  }

  /** The SHA-256 digest of a text's UTF-8 bytes. */
  public static Digest sha256(String content) {
    return sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest that a finished SHA-256 hash gives; the hash is reset. */
  public static Digest ofSha256(MessageDigest hash) {
    return new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
  }

  /** A new SHA-256 hash. */
  public static MessageDigest sha256Hash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm + ':' + hex;
  }
}
