package dev.bowsprit.grammar;

import java.util.Arrays;

/** Joins continued lines to one text, leaving out the escape characters that continue them. */
final class LineJoiner {
  private final byte[] source;
  private final byte[] sourceClasses;
  private byte[] bytes = {};
  private byte[] classes = {};
  private int size;
  private int[] pieceIndexes = {0};
  private int[] pieceOffsets = {0};
  private int pieces;

  LineJoiner(byte[] source, byte[] sourceClasses) {
    this.source = source;
    this.sourceClasses = sourceClasses;
  }

  /**
   * Adds the text of a line.
   *
   * @param last whether no other continues it
   */
  void add(int from, int to, boolean last) {
    if (pieces == pieceIndexes.length) {
      pieceIndexes = Arrays.copyOf(pieceIndexes, pieces * 2);
      pieceOffsets = Arrays.copyOf(pieceOffsets, pieces * 2);
    }
    pieceIndexes[pieces] = size;
    pieceOffsets[pieces++] = from;
    if (last && pieces == 1) {
      size = to - from;
      return;
    }
    int length = to - from;
    if (size + length > bytes.length) {
      int capacity = Math.max(size + length, bytes.length * 2);
      bytes = Arrays.copyOf(bytes, capacity);
      classes = Arrays.copyOf(classes, capacity);
    }
    System.arraycopy(source, from, bytes, size, length);
    System.arraycopy(sourceClasses, from, classes, size, length);
    size += length;
  }

  /** The joined text. A single line is not copied. */
  LineText text() {
    if (size > 0 && bytes.length == 0) {
      int from = pieceOffsets[0];
      return LineText.of(source, sourceClasses, from, from + size);
    }
    return new LineText(
        bytes,
        classes,
        0,
        size,
        Arrays.copyOf(pieceIndexes, pieces),
        Arrays.copyOf(pieceOffsets, pieces));
  }
}
