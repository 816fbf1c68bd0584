package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.grammar.Position;
import dev.bowsprit.grammar.SourceText;
import dev.bowsprit.grammar.TextRange;
import dev.bowsprit.llb.SourceRange;

/** Tells which part of a line a fault is in. */
final class Columns {

  private Columns() {}

  /** A line with the columns of a range, if the range starts on that line. */
  static SourceRange of(SourceText source, TextRange range, SourceRange line) {
    if (range.end() > source.length()) {
      return line;
    }
    Position start = source.position(range.start());
    Position end = source.position(range.end());
    if (start.line() != line.startLine()) {
      return line;
    }
    int lastColumn = end.line() == start.line() ? end.column() : start.column();
    return new SourceRange(start.line(), start.column() + 1, start.line(), lastColumn + 1);
  }
}
