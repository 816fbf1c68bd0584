package dev.bowsprit.view;

import java.util.ArrayList;
import java.util.List;

/** Breaks texts for boxes. */
final class TextLines {

  private TextLines() {}

  /**
   * The lines of a text, broken at blanks where there are some near.
   *
   * @param width how many characters a line has at most
   * @param most how many lines there are at most; the last one ends in an ellipsis if there is more
   */
  static List<String> of(String text, int width, int most) {
    int[] rest = text.strip().replaceAll("\\s+", " ").codePoints().toArray();
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (rest.length - at > width && lines.size() + 1 < most) {
      int end = at + width;
      for (int i = end; i > at + width / 2; i--) {
        if (rest[i] == ' ') {
          end = i;
          break;
        }
      }
      lines.add(new String(rest, at, end - at).strip());
      at = end;
    }
    String last = new String(rest, at, rest.length - at).strip();
    int length = last.codePointCount(0, last.length());
    lines.add(
        length > width ? last.substring(0, last.offsetByCodePoints(0, width - 1)) + "…" : last);
    return lines;
  }
}
