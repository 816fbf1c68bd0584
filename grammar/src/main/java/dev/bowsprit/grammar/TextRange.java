package dev.bowsprit.grammar;

/**
 * A stretch of a source text.
 *
 * @param start offset of the first byte, counted from 0
 * @param end offset behind the last byte; equal to {@code start} for an empty range
 */
public record TextRange(int start, int end) {
  public TextRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: " + start + " to " + end);
    }
  }

  /** The number of bytes in the range. */
  public int length() {
    return end - start;
  }
}
