package dev.bowsprit.runtime.source.git;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.source.signature.ObjectSignature;
import dev.bowsprit.runtime.source.signature.SignatureException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * A commit or tag with the signature in it.
 *
 * @param type {@code commit} or {@code tag}
 * @param raw the object as git stores it, without its header
 */
record SignedObject(String type, ByteString raw) {

  private static final int SHA1_LENGTH = 40;
  private static final String HEADER = "gpgsig";
  private static final String HEADER_SHA256 = "gpgsig-sha256";

  /**
   * The signature of an object that has the name it should have.
   *
   * @throws SignatureException if its name is another
   */
  ObjectSignature verifiedAs(String checksum) throws SignatureException {
    boolean sha1 = checksum.length() == SHA1_LENGTH;
    String found = checksum(sha1 ? "SHA-1" : "SHA-256");
    if (!found.equals(checksum)) {
      throw new SignatureException(
          "%s object checksum verification failed: checksum mismatch: expected %s, got %s"
              .formatted(type, checksum, found));
    }
    // A byte a character, since what was signed are bytes.
    String text = raw.toString(StandardCharsets.ISO_8859_1);
    return type.equals("tag") ? ofTag(text) : ofCommit(text, sha1 ? HEADER : HEADER_SHA256);
  }

  private String checksum(String algorithm) {
    try {
      MessageDigest hash = MessageDigest.getInstance(algorithm);
      hash.update((type + " " + raw.size() + "\0").getBytes(StandardCharsets.US_ASCII));
      hash.update(raw.asReadOnlyByteBuffer());
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** A tag's signature is the end of its message. */
  private static ObjectSignature ofTag(String text) {
    int begin =
        Stream.of(ObjectSignature.BEGIN_PGP, ObjectSignature.BEGIN_SSH)
            .mapToInt(mark -> text.indexOf("\n" + mark + "\n") + 1)
            .filter(index -> index > 0)
            .min()
            .orElse(text.length());
    return new ObjectSignature(bytes(text.substring(0, begin)), text.substring(begin));
  }

  /** A commit's is a header, whose further lines begin with a space. */
  private static ObjectSignature ofCommit(String text, String header) {
    int end = text.indexOf("\n\n");
    String head = end < 0 ? text : text.substring(0, end + 1);
    StringBuilder signature = new StringBuilder();
    StringBuilder signed = new StringBuilder();
    boolean own = false;
    boolean other = false;
    for (String line : head.split("(?<=\n)", -1)) {
      if (!line.startsWith(" ")) {
        own = line.startsWith(header + " ");
        other = !own && (line.startsWith(HEADER + " ") || line.startsWith(HEADER_SHA256 + " "));
        if (own) {
          signature.append(line.substring(header.length() + 1));
          continue;
        }
      } else if (own) {
        signature.append(line.substring(1));
      }
      if (!own && !other) {
        signed.append(line);
      }
    }
    return new ObjectSignature(
        bytes(signed + (end < 0 ? "" : text.substring(end + 1))), signature.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
