package dev.bowsprit.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that loses nothing: a byte that is not part of valid UTF-8 becomes the lone surrogate
 * {@code U+DC00 + byte} (as PEP 383 does), so that every byte sequence survives a round trip
 * through {@link String}. All strings of this package are of this kind.
 */
public final class Utf8 {
  private static final int ESCAPE_BASE = 0xDC00;

  private Utf8() {}

  /** Decodes bytes; never fails. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** Decodes {@code length} bytes from {@code start}; never fails. */
  public static String decode(byte[] bytes, int start, int length) {
    int end = start + length;
    int i = start;
    while (i < end && bytes[i] >= 0) {
      i++;
    }
    if (i == end) {
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
    var text = new StringBuilder(length);
    for (int at = start; at < end; ) {
      if (bytes[at] >= 0) {
        text.append((char) bytes[at++]);
        continue;
      }
      int size = sequenceLength(bytes, at, end);
      if (size == 0) {
        text.append((char) (ESCAPE_BASE + (bytes[at++] & 0xFF)));
      } else {
        text.appendCodePoint(codePoint(bytes, at, size));
        at += size;
      }
    }
    return text.toString();
  }

  /** Gives back the bytes that {@link #decode} was given. */
  public static byte[] encode(String text) {
    if (isValid(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new ByteArrayOutputStream(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isInvalidByte(c)) {
                bytes.write(c - ESCAPE_BASE);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  /** Whether the text came from valid UTF-8 throughout. */
  public static boolean isValid(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return false;
        }
      }
    }
    return true;
  }

  /** The text with the replacement character U+FFFD for each invalid byte. */
  public static String scrub(String text) {
    if (isValid(text)) {
      return text;
    }
    var out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isInvalidByte(c) ? 0xFFFD : c));
    return out.toString();
  }

  static boolean isInvalidByte(int codePoint) {
    return codePoint >= 0xD800 && codePoint <= 0xDFFF;
  }

  /** The length of the valid multi-byte character at {@code at}, or 0 where there is none. */
  static int sequenceLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int size =
        lead >= 0xC2 && lead <= 0xDF
            ? 2
            : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (size == 0 || at + size > end) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xFF;
    boolean canonical =
        switch (lead) {
          case 0xE0 -> second >= 0xA0;
          case 0xED -> second < 0xA0;
          case 0xF0 -> second >= 0x90;
          case 0xF4 -> second < 0x90;
          default -> true;
        };
    return canonical ? size : 0;
  }

  static int codePoint(byte[] bytes, int at, int size) {
    int c = bytes[at] & (size == 2 ? 0x1F : size == 3 ? 0x0F : 0x07);
    for (int i = 1; i < size; i++) {
      c = (c << 6) | (bytes[at + i] & 0x3F);
    }
    return c;
  }
}
