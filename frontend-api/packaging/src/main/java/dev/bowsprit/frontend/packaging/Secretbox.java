package dev.bowsprit.frontend.packaging;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Opens what NaCl's {@code crypto_secretbox} has closed: XSalsa20 with Poly1305. */
final class Secretbox {

  private static final int KEY = 32;
  private static final int NONCE = 24;
  private static final int TAG = 16;
  private static final int BLOCK = 64;
  private static final int ROUNDS = 20;
  private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
  private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

  private Secretbox() {}

  /** The message; empty if the key is not the one, or the box was changed. */
  static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] box) {
    if (key.length != KEY || nonce.length != NONCE || box.length < TAG) {
      return Optional.empty();
    }
    byte[] stream = stream(key, nonce, KEY + box.length - TAG);
    byte[] sealed = Arrays.copyOfRange(box, TAG, box.length);
    byte[] tag = poly1305(Arrays.copyOf(stream, KEY), sealed);
    if (!MessageDigest.isEqual(tag, Arrays.copyOf(box, TAG))) {
      return Optional.empty();
    }
    byte[] message = new byte[sealed.length];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (sealed[i] ^ stream[KEY + i]);
    }
    return Optional.of(message);
  }

  /** XSalsa20: the first sixteen bytes of the nonce make a key of their own. */
  private static byte[] stream(byte[] key, byte[] nonce, int length) {
    int[] words = words(nonce);
    int[] x = Salsa20.permuted(state(words(key), words[0], words[1], words[2], words[3]), ROUNDS);
    int[] subkey = {x[0], x[5], x[10], x[15], x[6], x[7], x[8], x[9]};
    ByteBuffer out =
        ByteBuffer.allocate((length + BLOCK - 1) / BLOCK * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (int counter = 0; out.hasRemaining(); counter++) {
      for (int word : Salsa20.core(state(subkey, words[4], words[5], counter, 0), ROUNDS)) {
        out.putInt(word);
      }
    }
    return Arrays.copyOf(out.array(), length);
  }

  private static int[] words(byte[] bytes) {
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  private static int[] state(int[] key, int a, int b, int c, int d) {
    return new int[] {
      SIGMA[0], key[0], key[1], key[2], //
      key[3], SIGMA[1], a, b, //
      c, d, SIGMA[2], key[4], //
      key[5], key[6], key[7], SIGMA[3]
    };
  }

  private static byte[] poly1305(byte[] key, byte[] message) {
    BigInteger r = number(key, 0, TAG).and(CLAMP);
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < message.length; i += TAG) {
      int size = Math.min(TAG, message.length - i);
      BigInteger block = number(message, i, size).setBit(8 * size);
      sum = sum.add(block).multiply(r).mod(PRIME);
    }
    byte[] big = sum.add(number(key, TAG, TAG)).toByteArray();
    byte[] tag = new byte[TAG];
    for (int i = 0; i < Math.min(TAG, big.length); i++) {
      tag[i] = big[big.length - 1 - i];
    }
    return tag;
  }

  private static BigInteger number(byte[] bytes, int start, int size) {
    byte[] big = new byte[size];
    for (int i = 0; i < size; i++) {
      big[i] = bytes[start + size - 1 - i];
    }
    return new BigInteger(1, big);
  }
}
