package dev.bowsprit.runtime.source;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes digests of what is copied. */
public final class Hashes {

  private static final int BUFFER = 64 * 1024;

  private Hashes() {}

  /**
   * Copies a stream to its end.
   *
   * @param algorithm of the digest: sha256, sha384 or sha512
   * @return the digest of its bytes
   */
  public static Digest copy(InputStream from, OutputStream to, String algorithm)
      throws IOException {
    MessageDigest hash;
    try {
      hash = MessageDigest.getInstance("SHA-" + algorithm.substring("sha".length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
    byte[] buffer = new byte[BUFFER];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      hash.update(buffer, 0, count);
    }
    return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
  }

  /** The digest of a stream's bytes, which is read to its end. */
  public static Digest read(InputStream from, String algorithm) throws IOException {
    return copy(from, OutputStream.nullOutputStream(), algorithm);
  }
}
