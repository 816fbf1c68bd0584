package dev.bowsprit.grammar;

import java.util.Arrays;

/**
 * A text that the lexer reads: a logical line of the source, or a part of one, or a value made from
 * it. Positions are indexes of its arrays; pieces say which source offset each comes from.
 */
final class LineText {
  /** The pieces of a text that stands in the source as it is. */
  private static final Pieces WHOLE = new Pieces(new int[] {0}, new int[] {0});

  /** No text. */
  static final LineText EMPTY = of(new byte[0], new byte[0], 0, 0);

  private final byte[] bytes;
  private final byte[] classes;
  private final int start;
  private final int end;
  private final Pieces pieces;

  /**
   * A text of several pieces of the source.
   *
   * @param pieceIndexes where each piece begins in the arrays, ascending
   * @param pieceOffsets where it stands in the source
   */
  LineText(
      byte[] bytes, byte[] classes, int start, int end, int[] pieceIndexes, int[] pieceOffsets) {
    this(bytes, classes, start, end, new Pieces(pieceIndexes, pieceOffsets));
  }

  private LineText(byte[] bytes, byte[] classes, int start, int end, Pieces pieces) {
    this.bytes = bytes;
    this.classes = classes;
    this.start = start;
    this.end = end;
    this.pieces = pieces;
  }

  /** Where pieces begin, in the text and in the source. They are mostly asked for in order. */
  private static final class Pieces {
    final int[] indexes;
    final int[] offsets;
    private int last;

    Pieces(int[] indexes, int[] offsets) {
      this.indexes = indexes;
      this.offsets = offsets;
    }

    int at(int index) {
      int near = last;
      if (near + 1 < indexes.length && indexes[near + 1] <= index) {
        near++;
      }
      if (!holds(near, index)) {
        near = Arrays.binarySearch(indexes, index);
        if (near < 0) {
          near = Math.max(0, -near - 2);
        }
        // Of empty pieces, which share an index, the last one holds it.
        while (near + 1 < indexes.length && indexes[near + 1] == index) {
          near++;
        }
      }
      last = near;
      return near;
    }

    private boolean holds(int piece, int index) {
      return indexes[piece] <= index && (piece + 1 == indexes.length || indexes[piece + 1] > index);
    }
  }

  /** A text that is a part of the source. */
  static LineText of(byte[] source, byte[] classes, int start, int end) {
    return new LineText(source, classes, start, end, WHOLE);
  }

  /** A text on its own, whose offsets are its own. */
  static LineText of(String text, char escape) {
    byte[] bytes = Utf8.encode(text);
    return of(bytes, ByteClasses.of(bytes, escape), 0, bytes.length);
  }

  LineText part(int from, int to) {
    return from == start && to == end ? this : new LineText(bytes, classes, from, to, pieces);
  }

  /** The same text under another escape character. */
  LineText withEscape(char escape) {
    byte[] own = Arrays.copyOfRange(bytes, start, end);
    int first = isEmpty() ? 0 : pieceOf(start);
    int last = isEmpty() ? 0 : pieceOf(end - 1);
    int[] indexes = new int[last - first + 1];
    int[] offsets = new int[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = pieces.indexes[first + i] - start;
      offsets[i] = pieces.offsets[first + i];
    }
    return new LineText(own, ByteClasses.of(own, escape), 0, own.length, indexes, offsets);
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The bytes, for reading. */
  byte[] bytes() {
    return bytes;
  }

  /** The classes of the bytes, for reading. */
  byte[] classes() {
    return classes;
  }

  boolean isEmpty() {
    return start == end;
  }

  String text() {
    return text(start, end);
  }

  String text(int from, int to) {
    return Utf8.decode(bytes, from, to - from);
  }

  Word word(int from, int to) {
    return new Word(text(from, to), range(from, to));
  }

  /** The source range of a part, from its first to its last byte. */
  TextRange range(int from, int to) {
    if (from >= to) {
      int at = from < end ? offset(from) : start == end ? offset(start) : offset(end - 1) + 1;
      return new TextRange(at, at);
    }
    return new TextRange(offset(from), offset(to - 1) + 1);
  }

  /** What is told of stretches. */
  @FunctionalInterface
  interface StretchVisitor {
    /** A stretch of the source, from its first byte to behind its last. */
    void visit(int start, int end);
  }

  /** Visits the stretches of the source that a part is made of, in order. */
  void forEachRange(int from, int to, StretchVisitor visitor) {
    int at = from;
    while (at < to) {
      int piece = pieceOf(at);
      int end = piece + 1 < pieces.indexes.length ? Math.min(to, pieces.indexes[piece + 1]) : to;
      int start = pieces.offsets[piece] + at - pieces.indexes[piece];
      visitor.visit(start, start + end - at);
      at = end;
    }
  }

  private int offset(int index) {
    int piece = pieceOf(index);
    return pieces.offsets[piece] + index - pieces.indexes[piece];
  }

  private int pieceOf(int index) {
    return pieces.at(index);
  }
}
