package dev.bowsprit.frontend.stdio;

import java.io.ByteArrayOutputStream;

/** The Huffman code of HPACK (RFC 7541, appendix B), which servers use in header values. */
final class Huffman {

  /**
   * The length of each byte's code, {@code a} for 5 bits. The code is canonical: codes of one
   * length are consecutive in the order of their bytes, so that the lengths say all.
   */
  private static final String LENGTHS =
      "isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdi"
          + "oijbkabababbbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssss"
          + "qrsqrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvv"
          + "wwwwwxwwwwwv";

  private static final int MIN_LENGTH = 5;
  private static final int MAX_LENGTH = 30;

  /** For each length: the first code, the number of codes, and the bytes in order. */
  private static final int[] FIRST = new int[MAX_LENGTH + 1];

  private static final byte[][] BYTES = new byte[MAX_LENGTH + 1][];

  static {
    int code = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      code <<= 1;
      FIRST[length] = code;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int b = 0; b < LENGTHS.length(); b++) {
        if (LENGTHS.charAt(b) - 'a' + MIN_LENGTH == length) {
          bytes.write(b);
        }
      }
      BYTES[length] = bytes.toByteArray();
      code += BYTES[length].length;
    }
  }

  private Huffman() {}

  /**
   * Decodes a text.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static byte[] decode(byte[] encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length * 2);
    int code = 0;
    int length = 0;
    boolean onlyOnes = true;
    for (byte b : encoded) {
      for (int bit = 7; bit >= 0; bit--) {
        int value = (b >> bit) & 1;
        code = (code << 1) | value;
        length++;
        onlyOnes &= value == 1;
        int index = length > MAX_LENGTH ? -1 : code - FIRST[length];
        if (index >= 0 && index < BYTES[length].length) {
          out.write(BYTES[length][index]);
          code = 0;
          length = 0;
          onlyOnes = true;
        } else if (length >= MAX_LENGTH) {
          throw new IllegalArgumentException("not a Huffman code");
        }
      }
    }
    if (length > 7 || !onlyOnes) {
      throw new IllegalArgumentException("Huffman code is not padded with ones");
    }
    return out.toByteArray();
  }
}
