package dev.bowsprit.grammar;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/** A {@link LineText} as ANTLR reads it. Token positions are the text's indexes. */
final class LineStream implements CharStream {
  private final LineText text;
  private int index;

  LineStream(LineText text) {
    this.text = text;
    this.index = text.start();
  }

  @Override
  public void consume() {
    if (index >= text.end()) {
      throw new IllegalStateException("cannot consume EOF");
    }
    index++;
  }

  @Override
  public int LA(int i) {
    int at = i > 0 ? index + i - 1 : index + i;
    return at < text.start() || at >= text.end() ? IntStream.EOF : text.classAt(at);
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
    index = Math.min(to, text.end());
  }

  @Override
  public int size() {
    return text.end();
  }

  @Override
  public String getSourceName() {
    return "line";
  }

  @Override
  public String getText(Interval interval) {
    return text.text(interval.a, Math.min(interval.b + 1, text.end()));
  }
}
