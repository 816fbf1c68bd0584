package dev.bowsprit.grammar;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/** A {@link LineText} as ANTLR reads it. Token positions are the text's indexes. */
final class LineStream implements CharStream {
  private LineText text = LineText.EMPTY;
  private byte[] classes = {};
  private int start;
  private int end;
  private int size;
  private int index;

  /**
   * Begins to read another text.
   *
   * @param lines whether a line feed is read behind it if it does not end with one
   */
  void read(LineText other, boolean lines) {
    text = other;
    classes = other.classes();
    start = other.start();
    end = other.end();
    index = start;
    boolean ended = other.isEmpty() || classes[end - 1] == '\n';
    size = lines && !ended ? end + 1 : end;
  }

  @Override
  public void consume() {
    if (index >= size) {
      throw new IllegalStateException("cannot consume EOF");
    }
    index++;
  }

  @Override
  public int LA(int i) {
    int at = i > 0 ? index + i - 1 : index + i;
    if (at < end && at >= start) {
      return classes[at];
    }
    return at == end && at < size ? '\n' : IntStream.EOF;
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return index;
  }

  @Override
  public void seek(int to) {
    index = Math.min(to, size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String getSourceName() {
    return "line";
  }

  @Override
  public String getText(Interval interval) {
    return text.text(interval.a, Math.min(interval.b + 1, end));
  }
}
