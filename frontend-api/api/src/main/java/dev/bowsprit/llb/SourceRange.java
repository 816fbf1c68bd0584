package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.Range;

/**
 * A piece of a source text: {@code pb.Range}.
 *
 * <p>Lines and columns count from 1; a column counts Unicode code points. Column 0 means that only
 * the lines are known, as in the ranges of BuildKit's own Dockerfile frontend.
 *
 * @param startLine the first line
 * @param startColumn the column of the first character, or 0
 * @param endLine the last line
 * @param endColumn the column behind the last character, or 0
 */
public record SourceRange(int startLine, int startColumn, int endLine, int endColumn)
    implements Comparable<SourceRange> {

  /** A whole line. */
  public static SourceRange line(int line) {
    return lines(line, line);
  }

  /** Whole lines, the last included. */
  public static SourceRange lines(int first, int last) {
    return new SourceRange(first, 0, last, 0);
  }

  /** A piece of one line; the end is the column behind the last character. */
  public static SourceRange of(int line, int startColumn, int endColumn) {
    return new SourceRange(line, startColumn, line, endColumn);
  }

  /** The range of a wire message. */
  public static SourceRange fromProto(Range range) {
    return new SourceRange(
        range.getStart().getLine(),
        range.getStart().getCharacter(),
        range.getEnd().getLine(),
        range.getEnd().getCharacter());
  }

  /** The wire message. */
  public Range toProto() {
    return Range.newBuilder()
        .setStart(position(startLine, startColumn))
        .setEnd(position(endLine, endColumn))
        .build();
  }

  /** Whether the columns are known. */
  public boolean hasColumns() {
    return startColumn > 0;
  }

  private static Position position(int line, int column) {
    return Position.newBuilder().setLine(line).setCharacter(column).build();
  }

  @Override
  public int compareTo(SourceRange other) {
    int byLine = Integer.compare(startLine, other.startLine);
    if (byLine != 0) {
      return byLine;
    }
    int byColumn = Integer.compare(startColumn, other.startColumn);
    if (byColumn != 0) {
      return byColumn;
    }
    int byEndLine = Integer.compare(endLine, other.endLine);
    return byEndLine != 0 ? byEndLine : Integer.compare(endColumn, other.endColumn);
  }

  /** {@code line:column-line:column}, as logs and golden texts write it. */
  @Override
  public String toString() {
    return startLine + ":" + startColumn + "-" + endLine + ":" + endColumn;
  }
}
