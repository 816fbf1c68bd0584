package dev.bowsprit.grammar;

import java.util.Arrays;

/**
 * The bytes of a file and the one table from offsets to lines and columns. A line ends behind its
 * line feed; a carriage return is an ordinary character.
 */
public final class SourceText {
  private final byte[] bytes;
  private final int[] lineStarts;

  private SourceText(byte[] bytes) {
    this.bytes = bytes;
    int lines = 1;
    for (byte b : bytes) {
      if (b == '\n') {
        lines++;
      }
    }
    lineStarts = new int[lines];
    int line = 1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lineStarts[line++] = i + 1;
      }
    }
  }

  /** A text of these bytes, which are copied; they need not be valid UTF-8. */
  public static SourceText of(byte[] bytes) {
    return new SourceText(bytes.clone());
  }

  /** A text of these characters. */
  public static SourceText of(String text) {
    return new SourceText(Utf8.encode(text));
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The bytes themselves, for readers inside the package that do not change them. */
  byte[] bytes() {
    return bytes;
  }

  /** The number of lines; the text behind the last line feed is a line even if it is empty. */
  public int lineCount() {
    return lineStarts.length;
  }

  /** The line (from 1) that holds the byte at {@code offset}. */
  public int lineOf(int offset) {
    if (offset < 0 || offset > bytes.length) {
      throw new IndexOutOfBoundsException(offset);
    }
    int index = Arrays.binarySearch(lineStarts, offset);
    return index >= 0 ? index + 1 : -index - 1;
  }

  /** Line and column of an offset, which may be the length of the text. */
  public Position position(int offset) {
    int line = lineOf(offset);
    int column = 0;
    for (int at = lineStarts[line - 1]; at < offset; column++) {
      int size = bytes[at] >= 0 ? 1 : Utf8.sequenceLength(bytes, at, bytes.length);
      at += Math.max(size, 1);
    }
    return new Position(line, column);
  }

  /** The range of a line (from 1) without its line feed and the carriage returns before that. */
  public TextRange lineRange(int line) {
    int start = lineStarts[line - 1];
    int end = line < lineStarts.length ? lineStarts[line] - 1 : bytes.length;
    while (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    return new TextRange(start, end);
  }

  /** The text of a range. */
  public String text(TextRange range) {
    return Utf8.decode(bytes, range.start(), range.length());
  }

  /** The text of a line (from 1) without its line end. */
  public String line(int line) {
    return text(lineRange(line));
  }

  @Override
  public String toString() {
    return Utf8.decode(bytes);
  }
}
