package dev.bowsprit.grammar;

/** The physical lines of a file, one after the other. */
final class LineScanner {
  /** A longer line, its end not counted, is an error. */
  static final int MAX_LINE = 65_535;

  private final byte[] bytes;
  private int number;
  private int start;
  private int end;
  private int next;

  LineScanner(byte[] bytes, int firstLine) {
    this.bytes = bytes;
    this.number = firstLine - 1;
  }

  /** Whether a file begins with a byte order mark. */
  static boolean hasByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /** Whether there is a further line. */
  boolean hasNext() {
    return next < bytes.length;
  }

  /** Whether the next line is too long. */
  boolean nextIsTooLong() {
    int length = lineFeed(next) - next;
    return length > MAX_LINE;
  }

  /** Moves to the next line. */
  void advance() {
    start = next;
    int feed = lineFeed(next);
    next = Math.min(feed + 1, bytes.length);
    end = feed;
    while (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    number++;
  }

  private int lineFeed(int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** The number of the current line, counted from the first's; one less before it. */
  int number() {
    return number;
  }

  /** The current line's first byte. */
  int start() {
    return start;
  }

  /** Behind the current line's last byte, its line end not counted. */
  int end() {
    return end;
  }

  /** Behind the current line and its line end. */
  int next() {
    return next;
  }
}
