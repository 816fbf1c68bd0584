package dev.bowsprit.frontend.packaging;

/** The core of Bernstein's Salsa20: a permutation of sixteen words. */
final class Salsa20 {

  private static final int WORDS = 16;

  /** The words of a column round, then of a row round, four by four. */
  private static final int[] ORDER = {
    0, 4, 8, 12, 5, 9, 13, 1, 10, 14, 2, 6, 15, 3, 7, 11, //
    0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14
  };

  private Salsa20() {}

  /** The permutation. */
  static int[] permuted(int[] in, int rounds) {
    int[] x = in.clone();
    for (int round = 0; round < rounds; round += 2) {
      for (int i = 0; i < ORDER.length; i += 4) {
        quarter(x, ORDER[i], ORDER[i + 1], ORDER[i + 2], ORDER[i + 3]);
      }
    }
    return x;
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }

  /** The permutation added to its input. */
  static int[] core(int[] in, int rounds) {
    int[] x = permuted(in, rounds);
    for (int i = 0; i < WORDS; i++) {
      x[i] += in[i];
    }
    return x;
  }
}
