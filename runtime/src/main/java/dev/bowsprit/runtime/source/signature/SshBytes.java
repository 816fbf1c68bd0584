package dev.bowsprit.runtime.source.signature;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the data types of the ssh protocol.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4251#section-5">RFC 4251, 5</a>
 */
final class SshBytes {

  private final ByteBuffer bytes;

  SshBytes(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /** Takes a word away with which they should begin. */
  boolean begins(String word) {
    byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
    if (bytes.remaining() < wanted.length) {
      return false;
    }
    byte[] found = new byte[wanted.length];
    bytes.get(found);
    return java.util.Arrays.equals(found, wanted);
  }

  int number() throws SignatureException {
    try {
      return bytes.getInt();
    } catch (BufferUnderflowException e) {
      throw cut(e);
    }
  }

  byte octet() throws SignatureException {
    try {
      return bytes.get();
    } catch (BufferUnderflowException e) {
      throw cut(e);
    }
  }

  byte[] string() throws SignatureException {
    int length = number();
    if (length < 0 || length > bytes.remaining()) {
      throw cut(new BufferUnderflowException());
    }
    byte[] result = new byte[length];
    bytes.get(result);
    return result;
  }

  String text() throws SignatureException {
    return new String(string(), StandardCharsets.UTF_8);
  }

  BigInteger integer() throws SignatureException {
    byte[] value = string();
    return value.length == 0 ? BigInteger.ZERO : new BigInteger(value);
  }

  private static SignatureException cut(BufferUnderflowException e) {
    return new SignatureException("ssh data ends early", e);
  }
}
