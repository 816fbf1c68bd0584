package dev.bowsprit.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pieces of a text, for example those of a flag's name between quotes. */
final class TextPieces {
  private final LineText line;
  private int[] bounds = new int[2];
  private int size;

  /**
   * No pieces yet.
   *
   * @param at where the first would stand in the line
   */
  TextPieces(LineText line, int at) {
    this.line = line;
    bounds[0] = at;
    bounds[1] = at;
  }

  /** Adds a piece of the line. */
  void add(int from, int to) {
    if (from == to) {
      return;
    }
    if (size > 0 && bounds[2 * size - 1] == from) {
      bounds[2 * size - 1] = to;
      return;
    }
    if (2 * size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 4 * size);
    }
    bounds[2 * size] = from;
    bounds[2 * size + 1] = to;
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether they are one stretch of the text. */
  boolean isOne() {
    return size == 1;
  }

  /** The stretch of the text, if they are one. */
  LineText written() {
    return line.part(bounds[0], bounds[1]);
  }

  /**
   * All pieces as one word of a flag. Flags are read by bytes: one beyond ASCII becomes the
   * character of its number.
   */
  Word flagWord() {
    int end = size == 0 ? bounds[0] : bounds[2 * size - 1];
    TextRange range = line.range(bounds[0], end);
    if (size == 1) {
      return new Word(bytesAsCharacters(0), range);
    }
    var text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(bytesAsCharacters(i));
    }
    return new Word(text.toString(), range);
  }

  private String bytesAsCharacters(int piece) {
    int from = bounds[2 * piece];
    int length = bounds[2 * piece + 1] - from;
    return new String(line.bytes(), from, length, StandardCharsets.ISO_8859_1);
  }

  /** All pieces as one text, each byte of which knows its place. */
  LineText text() {
    return size <= 1 ? line.part(bounds[0], bounds[1]) : joined(false);
  }

  /** The same as a text of a flag: one byte beyond ASCII becomes a character. */
  LineText flagText() {
    return size <= 1 && isAscii(bounds[0], bounds[1])
        ? line.part(bounds[0], bounds[1])
        : joined(true);
  }

  private LineText joined(boolean byteIsCharacter) {
    int length = 0;
    for (int i = 0; i < size; i++) {
      length += bounds[2 * i + 1] - bounds[2 * i];
    }
    byte[] bytes = new byte[2 * length];
    int[] places = new int[2 * length + 1];
    int[] offsets = new int[2 * length + 1];
    int b = 0;
    for (int i = 0; i < size; i++) {
      for (int at = bounds[2 * i]; at < bounds[2 * i + 1]; at++) {
        byte value = line.bytes()[at];
        int offset = line.range(at, at + 1).start();
        if (byteIsCharacter && value < 0) {
          places[b] = b;
          offsets[b] = offset;
          bytes[b++] = (byte) (0xC0 | (value & 0xFF) >> 6);
          value = (byte) (0x80 | (value & 0x3F));
        }
        places[b] = b;
        offsets[b] = offset;
        bytes[b++] = value;
      }
    }
    int last = bounds[2 * size - 1];
    places[b] = b;
    offsets[b] = line.range(last - 1, last).end();
    return new LineText(
        bytes,
        ByteClasses.of(Arrays.copyOf(bytes, b), '\\'),
        0,
        b,
        Arrays.copyOf(places, b + 1),
        Arrays.copyOf(offsets, b + 1));
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (line.bytes()[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
