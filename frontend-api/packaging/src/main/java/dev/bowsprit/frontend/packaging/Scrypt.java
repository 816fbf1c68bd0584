package dev.bowsprit.frontend.packaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes keys of passwords at a price, after RFC 7914.
 *
 * @param cost how many blocks are kept, a power of two
 * @param blockSize the size of a block, in 128 bytes
 * @param parallelism how many times all is done
 */
record Scrypt(int cost, int blockSize, int parallelism) {

  private static final int WORDS = 16;
  private static final int ROUNDS = 8;
  private static final int MAX_COST = 1 << 20;
  private static final int MAX_BLOCK = 64;

  /** Refuses parameters that no key has, which would take all memory. */
  Scrypt {
    boolean powerOfTwo = Integer.bitCount(cost) == 1 && cost > 1;
    if (!powerOfTwo
        || cost > MAX_COST
        || blockSize < 1
        || blockSize > MAX_BLOCK
        || parallelism < 1
        || parallelism > MAX_BLOCK) {
      throw new IllegalArgumentException("parameters of scrypt out of range");
    }
  }

  /** Makes a key of so many bytes. */
  byte[] derive(byte[] password, byte[] salt, int length) {
    int size = 128 * blockSize;
    byte[] blocks = pbkdf2(password, salt, size * parallelism);
    for (int i = 0; i < parallelism; i++) {
      ByteBuffer bytes =
          ByteBuffer.wrap(blocks, i * size, size).slice().order(ByteOrder.LITTLE_ENDIAN);
      int[] block = new int[size / 4];
      bytes.asIntBuffer().get(block);
      bytes.asIntBuffer().put(mixed(block));
    }
    return pbkdf2(password, blocks, length);
  }

  private int[] mixed(int[] start) {
    int[] x = start;
    int[][] kept = new int[cost][];
    for (int i = 0; i < cost; i++) {
      kept[i] = x;
      x = blockMix(x);
    }
    for (int i = 0; i < cost; i++) {
      int[] other = kept[x[x.length - WORDS] & (cost - 1)];
      int[] sum = new int[x.length];
      for (int k = 0; k < x.length; k++) {
        sum[k] = x[k] ^ other[k];
      }
      x = blockMix(sum);
    }
    return x;
  }

  private static int[] blockMix(int[] in) {
    int[] out = new int[in.length];
    int[] x = Arrays.copyOfRange(in, in.length - WORDS, in.length);
    int pieces = in.length / WORDS;
    for (int i = 0; i < pieces; i++) {
      for (int k = 0; k < WORDS; k++) {
        x[k] ^= in[i * WORDS + k];
      }
      x = Salsa20.core(x, ROUNDS);
      int place = i % 2 == 0 ? i / 2 : pieces / 2 + i / 2;
      System.arraycopy(x, 0, out, place * WORDS, WORDS);
    }
    return out;
  }

  /** PBKDF2 by HMAC-SHA-256, once round. Java's own refuses empty passwords. */
  private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = 1; out.size() < length; i++) {
        mac.update(salt);
        out.writeBytes(mac.doFinal(ByteBuffer.allocate(4).putInt(i).array()));
      }
      return Arrays.copyOf(out.toByteArray(), length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
