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

  /** Adds a line; answers whether the next one continues it. */
  boolean add(int from, int to) {
    int last = to;
    while (last > from && (source[last - 1] == ' ' || source[last - 1] == '\t')) {
      last--;
    }
    boolean continued =
        last > from
            && sourceClasses[last - 1] == '\\'
            && (last - 1 == from || sourceClasses[last - 2] != '\\');
    addPiece(from, continued ? last - 1 : to, !continued && pieces == 0);
    return continued;
  }

  private void addPiece(int from, int to, boolean only) {
    if (pieces == pieceIndexes.length) {
      pieceIndexes = Arrays.copyOf(pieceIndexes, pieces * 2);
      pieceOffsets = Arrays.copyOf(pieceOffsets, pieces * 2);
    }
    pieceIndexes[pieces] = size;
    pieceOffsets[pieces++] = from;
    if (only) {
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
      return LineText.of(source, sourceClasses, from, from + size, from);
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
