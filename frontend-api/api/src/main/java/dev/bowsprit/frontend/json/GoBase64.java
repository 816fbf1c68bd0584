package dev.bowsprit.frontend.json;

import java.util.Base64;

/** Base64 as Go reads it: with padding, over lines too. */
public final class GoBase64 {

  private static final int QUANTUM = 4;

  private GoBase64() {}

  /**
   * Decodes a text.
   *
   * @throws IllegalArgumentException if it is none, in Go's words
   */
  public static byte[] decode(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '=') {
        at = behindPadding(text, at, digits.length() % QUANTUM);
        break;
      }
      if (isDigit(c)) {
        digits.append(c);
      } else if (!isLineEnd(c)) {
        throw corrupt(text, at);
      }
      at++;
    }
    if (at < text.length()) {
      throw corrupt(text, at);
    }
    int rest = digits.length() % QUANTUM;
    if (rest != 0 && text.indexOf('=') < 0) {
      throw corrupt(text, text.length() - rest);
    }
    return Base64.getDecoder().decode(digits.toString());
  }

  private static int behindPadding(String text, int padding, int before) {
    if (before < 2) {
      throw corrupt(text, padding);
    }
    int at = behindLineEnds(text, padding + 1);
    if (before == 2) {
      if (at == text.length() || text.charAt(at) != '=') {
        throw corrupt(text, at == text.length() ? at : at - 1);
      }
      at = behindLineEnds(text, at + 1);
    }
    return at;
  }

  private static int behindLineEnds(String text, int from) {
    int at = from;
    while (at < text.length() && isLineEnd(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  private static IllegalArgumentException corrupt(String text, int at) {
    int bytes = text.substring(0, at).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    return new IllegalArgumentException("illegal base64 data at input byte " + bytes);
  }
}
