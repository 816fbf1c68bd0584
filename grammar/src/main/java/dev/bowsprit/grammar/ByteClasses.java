package dev.bowsprit.grammar;

import java.util.Arrays;

/** Maps bytes to the classes that the lexer grammar reads; its header explains them. */
final class ByteClasses {
  private static final byte SYMBOL = 1;
  private static final byte SPACE = 2;
  private static final byte LETTER = 3;
  private static final byte DIGIT = 4;
  private static final byte MORE = 5;
  private static final byte MORE_SPACE_ALONE = 6;
  private static final byte SYMBOL_SPACE_ALONE = 7;
  private static final byte CONTROL = 0x0E;
  private static final byte BYTE_ORDER_MARK = 0x0F;

  private ByteClasses() {}

  /**
   * The classes of a file's bytes.
   *
   * @param escape the escape character of the file: backslash or backtick
   */
  static byte[] ofFile(byte[] bytes, char escape) {
    byte[] classes = of(bytes, escape);
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    if (marked) {
      classes[0] = BYTE_ORDER_MARK;
    }
    return classes;
  }

  /**
   * The classes of bytes.
   *
   * @param escape the escape character of the file: backslash or backtick
   */
  static byte[] of(byte[] bytes, char escape) {
    byte[] classes = bytes.clone();
    for (int i = 0; i < classes.length; ) {
      byte b = classes[i];
      if (b < 0) {
        i = classifyForeign(bytes, classes, i);
        continue;
      }
      if (b < ' ' && (b < '\t' || b > '\r')) {
        classes[i] = CONTROL;
      } else if (escape != '\\' && (b == '\\' || b == escape)) {
        classes[i] = (byte) (b == '\\' ? escape : '\\');
      }
      i++;
    }
    return classes;
  }

  /** Takes the meaning from quotes, for texts in which they are ordinary characters. */
  static void hideQuotes(byte[] classes) {
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == '"' || classes[i] == '\'') {
        classes[i] = SYMBOL;
      }
    }
  }

  private static int classifyForeign(byte[] bytes, byte[] classes, int at) {
    int size = Utf8.sequenceLength(bytes, at, bytes.length);
    if (size == 0) {
      classes[at] = isSpaceAlone(bytes[at]) ? SYMBOL_SPACE_ALONE : SYMBOL;
      return at + 1;
    }
    int c = Utf8.codePoint(bytes, at, size);
    classes[at] =
        Characters.isSpace(c)
            ? SPACE
            : Character.isLetter(c) ? LETTER : Character.isDigit(c) ? DIGIT : SYMBOL;
    Arrays.fill(classes, at + 1, at + size, MORE);
    for (int i = at + 1; i < at + size; i++) {
      if (isSpaceAlone(bytes[i])) {
        classes[i] = MORE_SPACE_ALONE;
      }
    }
    return at + size;
  }

  private static boolean isSpaceAlone(byte b) {
    return b == (byte) 0x85 || b == (byte) 0xA0;
  }
}
