package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import org.antlr.v4.runtime.Token;

/**
 * The physical lines of a file, one after the other: comment, blank, or text that the next line may
 * continue.
 */
final class LineScanner {
  /** A longer line, its end not counted, is an error. */
  static final int MAX_LINE = 65_535;

  private final byte[] bytes;
  private final LineLexer lexer;
  private LineText text;
  private int number;
  private int start;
  private int end;
  private int next;
  private int first;
  private int continuation;
  private int kind;

  /**
   * Scans a text.
   *
   * @param text all of a file, or its end
   * @param firstLine the number of its first line
   */
  LineScanner(Recognizers recognizers, byte[] bytes, LineText text, int firstLine) {
    this.bytes = bytes;
    this.number = firstLine - 1;
    this.next = text.start();
    this.text = text;
    this.lexer = recognizers.lexer().onLines(text, DockerfileLexer.DEFAULT_MODE);
  }

  /** Reads what follows with another escape character, as these classes have it. */
  void read(LineText text) {
    this.text = text;
    lexer.onLines(text.part(next, text.end()), DockerfileLexer.DEFAULT_MODE);
  }

  /** Whether there is a further line. */
  boolean hasNext() {
    return next < bytes.length;
  }

  /** Whether the next line is too long. */
  boolean nextIsTooLong() {
    return lineFeed(next) - next > MAX_LINE;
  }

  /** Moves to the next line. */
  void advance() {
    moveOn();
    if (lexer.end() != start) {
      lexer.onLines(text.part(start, text.end()), DockerfileLexer.DEFAULT_MODE);
    }
    kind = DockerfileLexer.LINE_BLANK;
    first = end;
    continuation = -1;
    for (int type = lexer.advance();
        type != DockerfileLexer.LINE_END && type != Token.EOF;
        type = lexer.advance()) {
      switch (type) {
        case DockerfileLexer.BYTE_ORDER_MARK -> start = lexer.end();
        case DockerfileLexer.SHEBANG, DockerfileLexer.COMMENT -> begin(type);
        case DockerfileLexer.LINE_TEXT -> begin(type);
        case DockerfileLexer.CONTINUATION -> {
          begin(DockerfileLexer.LINE_TEXT);
          continuation = lexer.start();
          return;
        }
        default -> {}
      }
    }
  }

  private void begin(int type) {
    if (kind == DockerfileLexer.LINE_BLANK) {
      kind = type;
      first = lexer.start();
    }
  }

  /** Moves to the next line of a here-document, in which only its end has a meaning. */
  void advanceInDocument() {
    moveOn();
    kind = DockerfileLexer.LINE_TEXT;
    first = start;
    continuation = -1;
  }

  private void moveOn() {
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

  /** The current line's first byte, a byte order mark not counted. */
  int start() {
    return start;
  }

  /** The current line's first byte that is no blank; its end if there is none. */
  int first() {
    return first;
  }

  /** Behind the current line's last byte, its line end not counted. */
  int end() {
    return end;
  }

  /** Behind the current line and its line end. */
  int next() {
    return next;
  }

  /** Whether the current line holds nothing but white space. */
  boolean blank() {
    return kind == DockerfileLexer.LINE_BLANK;
  }

  /** Whether the current line is a comment. */
  boolean comment() {
    return kind == DockerfileLexer.COMMENT || shebang();
  }

  /** Whether the current line is a comment that names an interpreter. */
  boolean shebang() {
    return kind == DockerfileLexer.SHEBANG;
  }

  /** Whether the next line continues the current one. */
  boolean continued() {
    return continuation >= 0;
  }

  /** Where the line's text ends: at the escape character that continues it, or at its end. */
  int textEnd() {
    return continuation >= 0 ? continuation : end;
  }
}
