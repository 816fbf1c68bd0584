package dev.bowsprit.grammar;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A text that the lexer reads: a logical line of the source, or a part of one, or a value made from
 * it. Positions are indexes of its arrays; pieces say which source offset each comes from.
 */
final class LineText {
  private final byte[] bytes;
  private final byte[] classes;
  private final int start;
  private final int end;
  private final int[] pieceIndexes;
  private final int[] pieceOffsets;

  /**
   * A text of several pieces of the source.
   *
   * @param pieceIndexes where each piece begins in the arrays, ascending
   * @param pieceOffsets where it stands in the source
   */
  LineText(
      byte[] bytes, byte[] classes, int start, int end, int[] pieceIndexes, int[] pieceOffsets) {
    this.bytes = bytes;
    this.classes = classes;
    this.start = start;
    this.end = end;
    this.pieceIndexes = pieceIndexes;
    this.pieceOffsets = pieceOffsets;
  }

  /** A text that is one piece, whose first byte stands at {@code offset} in the source. */
  static LineText of(byte[] bytes, byte[] classes, int start, int end, int offset) {
    return new LineText(bytes, classes, start, end, new int[] {start}, new int[] {offset});
  }

  /** A text on its own, whose offsets are its own. */
  static LineText of(String text, char escape) {
    byte[] bytes = Utf8.encode(text);
    return of(bytes, ByteClasses.of(bytes, escape), 0, bytes.length, 0);
  }

  LineText part(int from, int to) {
    return new LineText(bytes, classes, from, to, pieceIndexes, pieceOffsets);
  }

  /** The same text under another escape character. */
  LineText withEscape(char escape) {
    byte[] own = Arrays.copyOfRange(bytes, start, end);
    int first = isEmpty() ? 0 : pieceOf(start);
    int last = isEmpty() ? 0 : pieceOf(end - 1);
    int[] indexes = new int[last - first + 1];
    int[] offsets = new int[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = pieceIndexes[first + i] - start;
      offsets[i] = pieceOffsets[first + i];
    }
    return new LineText(own, ByteClasses.of(own, escape), 0, own.length, indexes, offsets);
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  byte classAt(int index) {
    return classes[index];
  }

  byte byteAt(int index) {
    return bytes[index];
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

  /** Visits the stretches of the source that a part is made of, in order. */
  void forEachRange(int from, int to, Consumer<TextRange> visitor) {
    int at = from;
    while (at < to) {
      int piece = pieceOf(at);
      int end = piece + 1 < pieceIndexes.length ? Math.min(to, pieceIndexes[piece + 1]) : to;
      int start = pieceOffsets[piece] + at - pieceIndexes[piece];
      visitor.accept(new TextRange(start, start + end - at));
      at = end;
    }
  }

  private int offset(int index) {
    int piece = pieceOf(index);
    return pieceOffsets[piece] + index - pieceIndexes[piece];
  }

  private int pieceOf(int index) {
    int piece = Arrays.binarySearch(pieceIndexes, index);
    if (piece < 0) {
      piece = Math.max(0, -piece - 2);
    }
    // Of empty pieces, which share an index, the last one holds it.
    while (piece + 1 < pieceIndexes.length && pieceIndexes[piece + 1] == index) {
      piece++;
    }
    return piece;
  }

  /** This text without surrounding Unicode white space. */
  LineText trimmed() {
    int from = start;
    int to = end;
    while (from < to) {
      int size = spaceAt(from, to);
      if (size == 0) {
        break;
      }
      from += size;
    }
    while (to > from) {
      int last = to - 1;
      while (last > from && (bytes[last] & 0xC0) == 0x80 && to - last < 4) {
        last--;
      }
      int size = spaceAt(last, to);
      if (size == 0 || last + size != to) {
        break;
      }
      to = last;
    }
    return from == start && to == end ? this : part(from, to);
  }

  private int spaceAt(int index, int to) {
    byte b = bytes[index];
    if (b >= 0) {
      return Characters.isSpace(b) ? 1 : 0;
    }
    int size = Utf8.sequenceLength(bytes, index, to);
    return size > 0 && Characters.isSpace(Utf8.codePoint(bytes, index, size)) ? size : 0;
  }
}
