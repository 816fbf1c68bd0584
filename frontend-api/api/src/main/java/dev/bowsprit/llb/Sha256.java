package dev.bowsprit.llb;

import java.util.Arrays;

/**
 * SHA-256 (FIPS 180-4) of short contents.
 *
 * <p>The Java platform's own is faster for long ones, but to find it takes the platform a tenth of
 * a frontend's life: it reads the security properties and sets up a provider with hundreds of
 * algorithms.
 */
final class Sha256 {

  private static final int BLOCK = 64;
  private static final int LENGTH_FIELD = 8;
  private static final int ROUNDS = 64;

  /** The first 32 bits of the fractional parts of the square roots of the first eight primes. */
  private static final int[] START = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static final int[] ROUND_CONSTANTS = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  private final int[] state = START.clone();
  private final int[] schedule = new int[ROUNDS];

  private Sha256() {}

  /** The hash, 32 bytes. */
  static byte[] hash(byte[] content) {
    Sha256 hash = new Sha256();
    int whole = content.length / BLOCK * BLOCK;
    for (int at = 0; at < whole; at += BLOCK) {
      hash.block(content, at);
    }
    byte[] rest = padded(content, whole);
    for (int at = 0; at < rest.length; at += BLOCK) {
      hash.block(rest, at);
    }
    byte[] result = new byte[START.length * Integer.BYTES];
    for (int i = 0; i < START.length; i++) {
      putInt(result, i * Integer.BYTES, hash.state[i]);
    }
    return result;
  }

  /** What is left of a content, a one, zeros, and the whole content's length in bits. */
  private static byte[] padded(byte[] content, int from) {
    int left = content.length - from;
    int blocks = (left + 1 + LENGTH_FIELD + BLOCK - 1) / BLOCK;
    byte[] rest = Arrays.copyOfRange(content, from, from + blocks * BLOCK);
    rest[left] = (byte) 0x80;
    long bits = (long) content.length * Byte.SIZE;
    putInt(rest, rest.length - LENGTH_FIELD, (int) (bits >>> Integer.SIZE));
    putInt(rest, rest.length - Integer.BYTES, (int) bits);
    return rest;
  }

  private void block(byte[] content, int from) {
    int[] w = schedule;
    for (int t = 0; t < 16; t++) {
      w[t] = getInt(content, from + t * Integer.BYTES);
    }
    for (int t = 16; t < ROUNDS; t++) {
      int x = w[t - 15];
      int y = w[t - 2];
      int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ (x >>> 3);
      int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ (y >>> 10);
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    rounds(w);
  }

  private void rounds(int[] w) {
    int[] s = state;
    int a = s[0];
    int b = s[1];
    int c = s[2];
    int d = s[3];
    int e = s[4];
    int f = s[5];
    int g = s[6];
    int h = s[7];
    for (int t = 0; t < ROUNDS; t++) {
      int sum1 =
          Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int chosen = (e & f) ^ (~e & g);
      int t1 = h + sum1 + chosen + ROUND_CONSTANTS[t] + w[t];
      int sum0 =
          Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + sum0 + majority;
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += d;
    s[4] += e;
    s[5] += f;
    s[6] += g;
    s[7] += h;
  }

  private static int getInt(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }
}
